namespace ServiceAccounts.Benchmarks.Tokens;

/// <summary>Why a run is worth nothing: said to whoever started it, without a stack trace.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
