using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.Callers;

/// <summary>Who is not known, or not yet, as the ledger names it.</summary>
internal static class Stranger
{
    /// <summary>Whoever sent a request; the name is one that we gave, or none.</summary>
    public static Actor Of(HttpContext http, string surface, string? name) => new(
        null, name ?? "unknown", surface, http.Connection.RemoteIpAddress?.ToString(),
        Correlation.IdOf(http));
}
