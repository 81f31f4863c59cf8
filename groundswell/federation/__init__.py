"""The door for other servers. Its room is kept from the first day; nothing is served from here yet."""
