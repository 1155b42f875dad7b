"""Why accounts say no."""

from core.kernel.errors import Forbidden, InvalidInput, NotFound, Refused
from core.kernel.i18n import N_


class SignInRefused(InvalidInput):
    """Unknown address, wrong password, inactive or the wrong door: from outside they are the same."""

    def __init__(self) -> None:
        super().__init__(
            "accounts.sign_in_refused",
            N_("This e-mail address and this password do not belong together. Please check both and try again."),
        )


class EmailTaken(Refused):
    """Somebody already has an account with this e-mail address."""

    def __init__(self) -> None:
        super().__init__(
            "accounts.email_taken",
            N_("There is already an account with this e-mail address. Please sign in, or use another address."),
            field="email",
        )


class InvalidEmail(InvalidInput):
    """This cannot be an e-mail address."""

    def __init__(self) -> None:
        super().__init__(
            "accounts.invalid_email",
            N_("This is not a complete e-mail address. It should look like name@company.example."),
            field="email",
        )


class InvalidVatId(InvalidInput):
    """This cannot be a VAT id of a member state."""

    def __init__(self) -> None:
        super().__init__(
            "accounts.invalid_vat_id",
            N_("This is not a VAT id of the EU. A German one has DE and nine digits, such as DE123456788."),
            field="vat_id",
        )


class NoAccountToFree(Refused):
    """A guest cannot be freed from VAT: nobody knows who that is."""

    def __init__(self) -> None:
        super().__init__(
            "accounts.no_account_to_free",
            N_("Only customers with an account can be freed from VAT."),
            field="certificate",
        )


class PasswordTooShort(InvalidInput):
    """The password has too few characters."""

    def __init__(self, minimum: int) -> None:
        super().__init__(
            "accounts.password_too_short",
            N_("A password needs at least %(minimum)s characters. Several words make a good one."),
            field="password",
            minimum=minimum,
        )


class PasswordTooLong(InvalidInput):
    """The password has more characters than we hash."""

    def __init__(self, maximum: int) -> None:
        super().__init__(
            "accounts.password_too_long",
            N_("A password may have %(maximum)s characters at most."),
            field="password",
            maximum=maximum,
        )


class PasswordTooEasy(InvalidInput):
    """The password is the first that anybody would try."""

    def __init__(self) -> None:
        super().__init__(
            "accounts.password_too_easy",
            N_("This password is too easy to guess. Please do not use your name, your address or one repeated sign."),
            field="password",
        )


class WrongPassword(InvalidInput):
    """The present password was not the right one."""

    def __init__(self) -> None:
        super().__init__(
            "accounts.wrong_password",
            N_("This is not your present password; nothing was changed."),
            field="present_password",
        )


class LinkRefused(Forbidden):
    """The link of a letter was used, has expired, or names nothing of ours."""

    def __init__(self) -> None:
        super().__init__(
            "accounts.link_refused",
            N_("This link was used already or is too old. Nothing was changed. Please ask for a new letter."),
        )


class NotThePassword(InvalidInput):
    """The password that was chosen with the application is another one."""

    def __init__(self) -> None:
        super().__init__(
            "accounts.not_the_password",
            N_("This is not the password that you chose. Please try again, or create the account once more."),
            field="password",
        )


class SameEmail(InvalidInput):
    """The new address is the present one."""

    def __init__(self) -> None:
        super().__init__("accounts.same_email", N_("This is your present address already."), field="email")


class Missing(InvalidInput):
    """A value that we cannot do without."""

    def __init__(self, field: str) -> None:
        super().__init__("accounts.missing", N_("Please fill in this field."), field=field)


class InvalidPostalCode(InvalidInput):
    """The postal code does not fit the country."""

    def __init__(self, form: str) -> None:
        sentence = N_("A postal code of this country is written like %(form)s: 9 is a digit, A a letter.")
        if form.isdigit():
            sentence = N_("A postal code of this country has %(digits)s digits.")
        super().__init__("accounts.invalid_postal_code", sentence, field="postal_code", form=form, digits=len(form))


class InvalidCountry(InvalidInput):
    """Not a country code."""

    def __init__(self) -> None:
        super().__init__("accounts.invalid_country", N_("Please choose a country from the list."), field="country")


class UnknownZone(InvalidInput):
    """No time zone of this name."""

    def __init__(self) -> None:
        super().__init__("accounts.no_zone", N_("Please choose a time zone from the list."), field="time_zone")


class AddressNotFound(NotFound):
    """The address does not exist, or is not in this customer's book."""

    def __init__(self) -> None:
        super().__init__("account.no_address", N_("This address is not in your address book."))


class NotCompanyAdmin(Forbidden):
    """Only those who look after a company may change its people."""

    def __init__(self) -> None:
        super().__init__(
            "accounts.not_company_admin",
            N_("Only the administrators of your company may do this. Please ask one of them."),
        )


class LastAdmin(Refused):
    """Somebody must be able to look after the company."""

    def __init__(self) -> None:
        super().__init__(
            "accounts.last_admin",
            N_("Your company needs an administrator. Please give this role to somebody else first."),
            field="role",
        )


class NotActing(Forbidden):
    """Somebody acts for themselves, or may not act for others."""

    def __init__(self) -> None:
        super().__init__("accounts.not_acting", N_("You do not act for a customer at the moment."))


class NobodyToActFor(Refused):
    """There is nobody with a sign-in to the shop behind this."""

    def __init__(self) -> None:
        super().__init__("accounts.nobody_to_act_for", N_("This person cannot sign in to the shop."))


class OwnHandsOnly(Forbidden):
    """What only the customer may do, never somebody who acts for them."""

    def __init__(self) -> None:
        super().__init__(
            "accounts.own_hands_only",
            N_("Only the customer may do this. You act for them, so nothing was changed."),
        )


class WrongCode(InvalidInput):
    """Not the code of the authenticator, used already, or no recovery code."""

    def __init__(self) -> None:
        super().__init__(
            "accounts.wrong_code",
            N_("This code is not the right one, or it was used already. Please wait for the next one and try again."),
            field="code",
        )


class NotEnrolled(Refused):
    """There is no authenticator to confirm."""

    def __init__(self) -> None:
        super().__init__("accounts.not_enrolled", N_("There is nothing to confirm. Please set up the factor anew."))


class NotOneself(Refused):
    """Nobody lets themselves in again without their second factor."""

    def __init__(self) -> None:
        super().__init__(
            "accounts.not_oneself", N_("Another administrator has to take your lost authenticator back for you.")
        )


class FilterNotFound(NotFound):
    """There is no such saved filter, or a colleague keeps it for themselves."""

    def __init__(self) -> None:
        super().__init__("accounts.no_filter", N_("We cannot find this filter."))


class FilterNotYours(Forbidden):
    """A colleague shares this filter."""

    def __init__(self) -> None:
        super().__init__(
            "accounts.filter_not_yours", N_("Only whoever saved this filter can rename, share or remove it.")
        )


class FilterNameMissing(InvalidInput):
    """A filter needs a name."""

    def __init__(self) -> None:
        super().__init__("accounts.filter_name_missing", N_("Please give the filter a name."), field="name")


class FilterNameTooLong(InvalidInput):
    """More than fits above a list."""

    def __init__(self, *, most: int) -> None:
        super().__init__(
            "accounts.filter_name_too_long", N_("Please enter at most %(max)d characters."), field="name", max=most
        )


class FilterNameTaken(InvalidInput):
    """Two filters of one person for the same list have different names."""

    def __init__(self, *, name: str) -> None:
        super().__init__(
            "accounts.filter_name_taken",
            N_("You have a filter %(name)s for this list already. Please choose another name."),
            field="name",
            name=name,
        )


class TooManyFilters(Refused):
    """More filters of one list than anybody finds their way in."""

    def __init__(self, *, most: int) -> None:
        super().__init__(
            "accounts.too_many_filters",
            N_("You can keep up to %(most)s filters for one list. Please remove one first."),
            field="name",
            most=most,
        )


class NothingToSave(Refused):
    """The list shows everything: there is no filter."""

    def __init__(self) -> None:
        super().__init__(
            "accounts.nothing_to_save",
            N_("The list is not filtered. Please choose a filter first, then save it."),
            field="name",
        )
