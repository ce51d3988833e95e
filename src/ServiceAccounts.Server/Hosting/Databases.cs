using ServiceAccounts.Storage.PostgreSql;
using ServiceAccounts.Storage.Sqlite;
using ServiceAccounts.Storage.SqlServer;

namespace ServiceAccounts.Server.Hosting;

/// <summary>The databases that there are: the one place that knows all their projects.</summary>
internal static class Databases
{
    public const string Sqlite = "Sqlite";
    public const string PostgreSql = "PostgreSql";
    public const string SqlServer = "SqlServer";

    // Half of them for look-ups, the others for what must not wait: records of tokens, the ledger, its followers, jobs.
    private const int FewestConnections = 16;

    private const string Setting = $"{StorageOptions.Section}:{nameof(StorageOptions.ConnectionString)}";

    /// <summary>Checks the connection string; no message repeats it, because a password may be in it.</summary>
    public static void Check(StorageOptions storage, Settings settings)
    {
        if (storage.ConnectionString.Length > 0 && WhyWrong(storage) is { } problem)
        {
            settings.Add(Setting, problem, ExampleFor(storage.Provider));
        }
    }

    /// <summary>Adds the one that is set.</summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, StorageOptions storage) => storage.Provider switch
    {
        PostgreSql => services.AddPostgreSql(storage.ConnectionString),
        SqlServer => services.AddSqlServer(storage.ConnectionString),
        _ => services.AddSqlite(storage.ConnectionString),
    };

    /// <summary>A connection string that would do.</summary>
    public static string ExampleFor(string provider) => provider switch
    {
        PostgreSql => "Host=db.example.com;Database=serviceaccounts;Username=serviceaccounts;Password=...;SSL Mode=VerifyFull",
        SqlServer => "Server=db.example.com;Database=serviceaccounts;User Id=serviceaccounts;Password=...;Encrypt=Strict",
        _ => new StorageOptions().ConnectionString,
    };

    /// <summary>What to do about a database that cannot be opened.</summary>
    public static string RemedyFor(string provider) => provider switch
    {
        PostgreSql or SqlServer => "Name a host that runs, and a database of a server that has been started, or an empty one",
        _ => "Name the file of a server that has been started, or of none",
    };

    private static string? WhyWrong(StorageOptions storage) => storage.Provider switch
    {
        Sqlite when !SqliteServices.IsConnectionString(storage.ConnectionString) =>
            "It is no connection string of SQLite that names a file.",
        PostgreSql when !PostgreSqlServices.IsConnectionString(storage.ConnectionString) =>
            "It is no connection string of PostgreSQL that names Host and Database.",
        SqlServer when !SqlServerServices.IsConnectionString(storage.ConnectionString) =>
            "It is no connection string of SQL Server that names Server and Database.",
        PostgreSql when PostgreSqlServices.PoolSizeOf(storage.ConnectionString) < FewestConnections =>
            $"Its Maximum Pool Size is below {FewestConnections}, and a node needs that many connections: give more, or leave it out for 40.",
        SqlServer when SqlServerServices.PoolSizeOf(storage.ConnectionString) < FewestConnections =>
            $"Its Max Pool Size is below {FewestConnections}, and a node needs that many connections: give more, or leave it out for 40.",
        _ => null,
    };
}
