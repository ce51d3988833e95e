using Microsoft.Data.Sqlite;

namespace ServiceAccounts.Storage.Sqlite;

/// <summary>Copies a database that may be in use: all of one moment, checked, and there under its name only when it is whole.</summary>
internal sealed class SqliteBackup(SqliteFile file)
{
    /// <summary>Writes the copy into a new file for the owner of the process alone.</summary>
    public async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(file.Path))
        {
            throw new IOException($"There is no database '{file.Path}': ServiceAccounts:Storage:ConnectionString names another.");
        }

        if (Path.Exists(path))
        {
            throw new IOException($"'{path}' is there already, and may be the only good copy: name a new file.");
        }

        // What lies there already is of a command that was killed.
        var part = path + ".part";
        File.Delete(part);
        try
        {
            await SqliteFile.OpenPrivate(part, FileMode.CreateNew).DisposeAsync();
            await CopyAsync(part, cancellationToken);
            await using (var copy = new FileStream(part, FileMode.Open, FileAccess.ReadWrite))
            {
                copy.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: false);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    private async Task CopyAsync(string part, CancellationToken cancellationToken)
    {
        await using var source = Connection(file.Path);
        await using var copy = Connection(part);
        await source.OpenAsync(cancellationToken);
        await copy.OpenAsync(cancellationToken);

        // SQLite's own: a reader of one moment, which in WAL mode no writer waits for.
        source.BackupDatabase(copy);

        // One file, and not one with a log beside it that is forgotten when it is carried away.
        await ScalarAsync(copy, "PRAGMA journal_mode = DELETE", cancellationToken);
        if (await ScalarAsync(copy, "PRAGMA integrity_check(1)", cancellationToken) is not "ok" and var damage)
        {
            throw new IOException($"The copy is not whole: {damage}. Nothing was written; the database itself may be damaged.");
        }
    }

    private static SqliteConnection Connection(string path) => new(
        new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());

    private static async Task<string?> ScalarAsync(SqliteConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }
}
