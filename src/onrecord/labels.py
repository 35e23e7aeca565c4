"""The closed lists: what blocks, quotes and mentions can be; each name is the same in every file."""

from enum import StrEnum


class Role(StrEnum):
    """What a block of a page is. The first eleven are content, the others are stripped."""

    headline = "headline"
    deck = "deck"
    byline = "byline"
    dateline = "dateline"
    section = "section"
    paragraph = "paragraph"
    heading = "heading"
    list_item = "list_item"
    blockquote = "blockquote"
    caption = "caption"
    credit = "credit"
    navigation = "navigation"
    share = "share"
    advertisement = "advertisement"
    related = "related"
    author_box = "author_box"
    newsletter = "newsletter"
    paywall = "paywall"
    comments = "comments"
    player = "player"
    topics = "topics"
    footer = "footer"
    duplicate = "duplicate"

    @property
    def is_text(self) -> bool:
        """Whether blocks of this role make up the article's clean text."""
        return self in TEXT_ROLES

    @property
    def is_content(self) -> bool:
        """Whether blocks of this role belong to the article at all."""
        return self in CONTENT_ROLES


TEXT_ROLES = frozenset({Role.paragraph, Role.heading, Role.list_item, Role.blockquote})
CONTENT_ROLES = TEXT_ROLES | {
    Role.headline,
    Role.deck,
    Role.byline,
    Role.dateline,
    Role.section,
    Role.caption,
    Role.credit,
}


class Reason(StrEnum):
    """Why a block was stripped. Kept blocks have none."""

    site_name = "site_name"
    menu = "menu"
    breadcrumb = "breadcrumb"
    share_button = "share_button"
    advertisement = "advertisement"
    related_link = "related_link"
    author_biography = "author_biography"
    newsletter_signup = "newsletter_signup"
    paywall_notice = "paywall_notice"
    reader_comment = "reader_comment"
    player_control = "player_control"
    topic_list = "topic_list"
    footer_notice = "footer_notice"
    cookie_notice = "cookie_notice"
    repeat = "repeat"
    interface = "interface"
    metadata_label = "metadata_label"
    before_article = "before_article"
    after_article = "after_article"
    not_prose = "not_prose"
    empty = "empty"


class QuoteKind(StrEnum):
    """How a quote reports: verbatim, paraphrase with verbatim pieces, or paraphrase."""

    direct = "direct"
    mixed = "mixed"
    indirect = "indirect"


class Attitude(StrEnum):
    """What is attributed: something said, thought, or meant to be done."""

    speech = "speech"
    thought = "thought"
    intention = "intention"


class Phenomenon(StrEnum):
    """What makes a quote hard; given by human or named readers, never by the machine."""

    interrupted = "interrupted"
    multi_paragraph = "multi_paragraph"
    unclosed = "unclosed"
    nested = "nested"
    bracketed_insertion = "bracketed_insertion"
    cue_before = "cue_before"
    cue_after = "cue_after"
    cue_inside = "cue_inside"
    no_cue = "no_cue"
    colon = "colon"
    pronoun_speaker = "pronoun_speaker"
    role_speaker = "role_speaker"
    organisation_speaker = "organisation_speaker"
    document_speaker = "document_speaker"
    spokesperson = "spokesperson"
    anonymous = "anonymous"
    plural_speaker = "plural_speaker"
    social_post = "social_post"
    translated = "translated"
    indirect_that = "indirect_that"
    indirect_bare = "indirect_bare"
    negated_cue = "negated_cue"
    block_quote = "block_quote"
    question_answer = "question_answer"
    continued_speaker = "continued_speaker"


class EntityLabel(StrEnum):
    """What sort of thing is named."""

    PERSON = "PERSON"
    ORG = "ORG"
    GPE = "GPE"
    LOC = "LOC"
    NORP = "NORP"
    EVENT = "EVENT"
    LAW = "LAW"
    WORK = "WORK"
    PRODUCT = "PRODUCT"
    DATE = "DATE"


class MentionForm(StrEnum):
    """How a mention refers."""

    name = "name"
    nominal = "nominal"
    pronoun = "pronoun"


class Status(StrEnum):
    """Whether a person or a named model has read and confirmed the record."""

    machine = "machine"
    reviewed = "reviewed"


class Rights(StrEnum):
    """Whether the words may be published (open) or belong to someone else (reserved)."""

    open = "open"
    reserved = "reserved"


class MakerKind(StrEnum):
    """What sort of maker a record has."""

    person = "person"
    model = "model"
    rules = "rules"


class NameTag(StrEnum):
    """BIO tags of names in the `tokens` config."""

    O = "O"
    B_PERSON = "B-PERSON"
    I_PERSON = "I-PERSON"
    B_ORG = "B-ORG"
    I_ORG = "I-ORG"
    B_GPE = "B-GPE"
    I_GPE = "I-GPE"
    B_LOC = "B-LOC"
    I_LOC = "I-LOC"
    B_NORP = "B-NORP"
    I_NORP = "I-NORP"
    B_EVENT = "B-EVENT"
    I_EVENT = "I-EVENT"
    B_LAW = "B-LAW"
    I_LAW = "I-LAW"
    B_WORK = "B-WORK"
    I_WORK = "I-WORK"
    B_PRODUCT = "B-PRODUCT"
    I_PRODUCT = "I-PRODUCT"
    B_DATE = "B-DATE"
    I_DATE = "I-DATE"


class QuoteTag(StrEnum):
    """BIO tags of quote content in the `tokens` config."""

    O = "O"
    B_direct = "B-direct"
    I_direct = "I-direct"
    B_mixed = "B-mixed"
    I_mixed = "I-mixed"
    B_indirect = "B-indirect"
    I_indirect = "I-indirect"


class BioTag(StrEnum):
    """Plain BIO tags, for cues and speakers in the `tokens` config."""

    O = "O"
    B = "B"
    I = "I"


class Split(StrEnum):
    """The part of the corpus that a story belongs to."""

    train = "train"
    validation = "validation"
    test = "test"
