"""What the shop and the office share as Flask applications: sessions, access, errors, languages, components."""
