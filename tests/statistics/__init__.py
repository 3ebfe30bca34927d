# noqa: A005 - it stands under tests, where it shadows nothing
