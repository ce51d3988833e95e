namespace ServiceAccounts.Benchmarks.Tokens.Load;

/// <summary>Sends requests over so many connections for so long.</summary>
internal interface ILoadDriver
{
    Task<LoadResult> RunAsync(string url, RequestSet requests, int connections, TimeSpan duration);
}
