"""Groups that grow by joining two items at a time."""

from collections.abc import Iterable


class Groups:
    """Disjoint sets of strings; each is known by its least member, whatever the order of joining."""

    def __init__(self, items: Iterable[str]) -> None:
        self._parent = {item: item for item in items}

    def find(self, item: str) -> str:
        """The least member of the item's group."""
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def join(self, a: str, b: str) -> None:
        """Make one group of two."""
        low, high = sorted((self.find(a), self.find(b)))
        self._parent[high] = low

    def all(self) -> dict[str, list[str]]:
        """Members of each group, sorted, by its least member."""
        groups: dict[str, list[str]] = {}
        for item in sorted(self._parent):
            groups.setdefault(self.find(item), []).append(item)
        return groups
