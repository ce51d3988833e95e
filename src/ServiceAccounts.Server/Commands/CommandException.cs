namespace ServiceAccounts.Server.Commands;

/// <summary>A command cannot be done; the message says why, and what would help.</summary>
internal sealed class CommandException(string message, Exception? cause = null) : Exception(message, cause);
