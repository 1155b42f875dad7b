"""What we tell people: letters composed with their cause, sent by SMTP or kept in the demo's mailbox."""
