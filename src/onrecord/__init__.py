"""onrecord turns raw news scrapes into an annotated corpus to train on, extend and cite."""
