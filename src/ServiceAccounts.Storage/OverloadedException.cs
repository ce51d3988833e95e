namespace ServiceAccounts.Storage;

/// <summary>There is more to do than the server takes on; who asked may try again later.</summary>
/// <param name="message">What there is too much of.</param>
public sealed class OverloadedException(string message) : Exception(message);
