using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ServiceAccounts.Benchmarks.Tokens;

/// <summary>How long one commit takes where a database keeps what it has answered, measured on a table of its own beside the server's.</summary>
internal static class CommitLatency
{
    private const int Commits = 200;

    // About what a batch of 32 records takes.
    private const int RowBytes = 4_096;

    /// <summary>The median, in milliseconds, of one writer's commits of one row.</summary>
    public static async Task<double> MeasureAsync(ServerBed bed, string provider)
    {
        await using var connection = Open(bed, provider);
        await connection.OpenAsync();
        if (provider == "Sqlite")
        {
            await ExecuteAsync(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
        }

        await ExecuteAsync(connection, $"CREATE TABLE IF NOT EXISTS commit_probe (row_bytes {(provider == "Sqlite" ? "BLOB" : "bytea")} NOT NULL)");
        await using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO commit_probe (row_bytes) VALUES (@row)";
        var row = insert.CreateParameter();
        (row.ParameterName, row.Value) = ("@row", new byte[RowBytes]);
        insert.Parameters.Add(row);
        var times = new double[Commits];
        for (var i = 0; i < Commits; i++)
        {
            var since = Stopwatch.GetTimestamp();
            await insert.ExecuteNonQueryAsync();
            times[i] = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[Commits / 2];
    }

    // SQLite's file has one owner; another one on the same disk is as fast.
    private static DbConnection Open(ServerBed bed, string provider) => provider == "Sqlite"
        ? new SqliteConnection($"Data Source={Path.Combine(bed.Directory, "probe.db")};Pooling=False")
        : new NpgsqlConnection(bed.ConnectionString + ";Pooling=False");

    private static async Task ExecuteAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
