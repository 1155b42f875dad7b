"""Whether a choice of options can be bought, and what is inside a bundle then. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from core.catalog.rules.articles import Article, Component
from core.catalog.rules.choices import ChoiceGroup, ChoiceRule, Choices, Picks
from core.catalog.states import ArticleKind, ChoiceRuleKind
from core.kernel.i18n import N_

Articles = Mapping[UUID, Article]


class Holding(Protocol):
    """A bundle as far as its choices go: an article, or a draft that becomes one."""

    @property
    def components(self) -> tuple[Component, ...]:
        """What is always inside."""

    @property
    def choices(self) -> Choices | None:
        """What its buyers choose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A bundle of which nothing else is known yet."""

    components: tuple[Component, ...]
    choices: Choices | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenRule:
    """Why a choice cannot be bought: a marked sentence with its values, and the group that it belongs to."""

    group: str
    template: str
    params: Mapping[str, str | int] = field(default_factory=dict)


def broken_rules(bundle: Holding, picks: Picks, articles: Articles, *, locale: str = "en") -> tuple[BrokenRule, ...]:
    """Everything that is wrong with a choice, one sentence per broken rule, in the order of the groups.

    `articles` holds the articles of all options; what is not sold any more cannot be taken.
    """
    choices = bundle.choices
    if choices is None:
        return (BrokenRule(group="", template=N_("There is nothing to choose in this bundle.")),) if picks else ()
    known = {code: times for code, times in picks.items() if code in choices.options}
    table = _Table(choices=choices, picks=known, articles=articles, locale=locale)
    found = [*table.unknown(picks), *table.intervals(bundle)]
    for group in choices.groups:
        found += [*table.counts(group), *table.limits(group), *table.gone(group)]
        found += [broken for rule in choices.rules for broken in table.rule(rule, group)]
    return tuple(found)


def components_of(bundle: Holding, picks: Picks) -> tuple[Component, ...]:
    """What one bundle holds with these picks: what is always inside, then the options; the same article once."""
    pieces = {component.variant_id: component.quantity for component in bundle.components}
    options = bundle.choices.options if bundle.choices else {}
    for code, option in options.items():
        if times := picks.get(code, 0):
            pieces[option.variant_id] = pieces.get(option.variant_id, 0) + option.quantity * times
    return tuple(Component(variant_id=variant_id, quantity=quantity) for variant_id, quantity in pieces.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """A choice with everything that its rules look at."""

    choices: Choices
    picks: Picks
    articles: Articles
    locale: str

    def unknown(self, picks: Picks) -> Iterator[BrokenRule]:
        if len(self.picks) != len(picks):
            yield BrokenRule(group="", template=N_("One of the options is not offered any more. Please choose again."))

    def intervals(self, bundle: Holding) -> Iterator[BrokenRule]:
        """All subscriptions of a bundle come at one interval: it is one price per period."""
        inside = [self.articles.get(part.variant_id) for part in bundle.components]
        fixed = {part.plan.interval_months for part in inside if part is not None and part.plan is not None}
        chosen: dict[int, str] = {}
        for code in self.picks:
            article = self._article(code)
            if article is not None and article.plan is not None:
                chosen.setdefault(article.plan.interval_months, self.choices.group_of[code].code)
        if len(fixed | chosen.keys()) > 1:
            yield BrokenRule(
                group=next(reversed(chosen.values())),
                template=N_("Subscriptions in one bundle must come at the same interval. Please choose matching ones."),
            )

    def counts(self, group: ChoiceGroup) -> Iterator[BrokenRule]:
        taken = sum(1 for option in group.options if self.picks.get(option.code))
        name = group.name_in(self.locale)
        if taken < group.least:
            template = N_("%(group)s: please choose one.")
            if group.least > 1:
                template = N_("%(group)s: please choose at least %(least)s.")
            yield BrokenRule(group=group.code, template=template, params={"group": name, "least": group.least})
        if taken > group.most:
            template = N_("%(group)s: please choose at most %(most)s.")
            yield BrokenRule(group=group.code, template=template, params={"group": name, "most": group.most})

    def limits(self, group: ChoiceGroup) -> Iterator[BrokenRule]:
        for option in group.options:
            if self.picks.get(option.code, 0) > option.most:
                yield BrokenRule(
                    group=group.code,
                    template=N_("%(option)s can be taken at most %(most)s times."),
                    params={"option": self._name(option.code), "most": option.most},
                )

    def gone(self, group: ChoiceGroup) -> Iterator[BrokenRule]:
        for option in group.options:
            article = self.articles.get(option.variant_id)
            if self.picks.get(option.code) and (article is None or not article.is_active):
                yield BrokenRule(
                    group=group.code,
                    template=N_("%(option)s is not for sale at the moment. Please choose something else."),
                    params={"option": self._name(option.code)},
                )

    def rule(self, rule: ChoiceRule, group: ChoiceGroup) -> Iterator[BrokenRule]:
        """A broken rule is told at the group of the option that asks for something."""
        if self.choices.group_of[rule.option] is not group:
            return
        taken, other = self.picks.get(rule.option, 0), self.picks.get(rule.other, 0)
        if not taken or not self._is_broken(rule, taken, other):
            return
        template = {
            ChoiceRuleKind.REQUIRES: N_("%(option)s works only together with %(other)s."),
            ChoiceRuleKind.EXCLUDES: N_("%(option)s and %(other)s do not go together."),
            ChoiceRuleKind.AT_MOST: N_("%(option)s: at most %(factor)s for each %(other)s."),
        }[rule.kind]
        names: dict[str, str | int] = {
            "option": self._name(rule.option),
            "other": self._name(rule.other),
            "factor": rule.factor,
        }
        yield BrokenRule(group=group.code, template=template, params=names)

    @staticmethod
    def _is_broken(rule: ChoiceRule, taken: int, other: int) -> bool:
        if rule.kind is ChoiceRuleKind.AT_MOST:
            return taken > rule.factor * other
        return bool(other) is (rule.kind is ChoiceRuleKind.EXCLUDES)

    def _article(self, code: str) -> Article | None:
        return self.articles.get(self.choices.options[code].variant_id)

    def _name(self, code: str) -> str:
        article = self._article(code)
        return article.name_in(self.locale) if article is not None else code


def kinds_inside(bundle: Article, articles: Articles) -> tuple[ArticleKind, ...]:
    """The kinds of everything that a bundle holds or can hold."""
    wanted = [component.variant_id for component in bundle.components]
    wanted += [option.variant_id for option in (bundle.choices.options.values() if bundle.choices else ())]
    found = {articles[variant_id].kind for variant_id in wanted if variant_id in articles}
    return tuple(kind for kind in ArticleKind if kind in found)
