"""What the tests of every app share: their environment, a real server, clients of both kinds."""
