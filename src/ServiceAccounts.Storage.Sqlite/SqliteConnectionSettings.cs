using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ServiceAccounts.Storage.Sqlite;

/// <summary>Sets on every connection what SQLite does not keep in the file.</summary>
internal sealed class SqliteConnectionSettings : DbConnectionInterceptor
{
    // FULL: a commit that has been answered survives a power cut. In WAL mode the default of many builds does not.
    // What has been claimed is spread over its index, so that each commit writes many pages, and the next ones the same again: they go
    // from the WAL into the file together, when it has 16 MiB and not 4.
    private const string Pragmas = "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA wal_autocheckpoint = 4000;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
