using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using ServiceAccounts.Storage.Sqlite;

namespace ServiceAccounts.Storage.Tests;

/// <summary>
/// Each migration, a new one too without further ado, meets a row in every table of the schema before it, and leaves it what it was.
/// </summary>
public sealed class EachUpgradeTests
{
    // One for all: whatever refers to a row refers to the one there is.
    private const string Id = "01990000-0000-7000-8000-0000000000E1";

    private static readonly string[] Ids =
    [
        .. typeof(SqliteServices).Assembly.GetTypes().Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>().Order(StringComparer.Ordinal),
    ];

    public static TheoryData<string, string> Upgrades
    {
        get
        {
            var upgrades = new TheoryData<string, string>();
            foreach (var (before, after) in Ids.Zip(Ids.Skip(1)))
            {
                upgrades.Add(before, after);
            }

            return upgrades;
        }
    }

    [Theory]
    [MemberData(nameof(Upgrades))]
    public async Task Every_row_of_the_schema_before_is_there_after(string before, string after)
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using var db = await database.Contexts.CreateDbContextAsync();
        await db.GetService<IMigrator>().MigrateAsync(before);
        var connection = (SqliteConnection)db.Database.GetDbConnection();
        await db.Database.OpenConnectionAsync();
        var tables = await ReadAsync(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'");
        var rows = new Dictionary<string, (string[] Columns, List<string> Rows)>();

        // Each row refers to another one: they are looked at together, when all are there.
        await ReadAsync(connection, "BEGIN");
        await ReadAsync(connection, "PRAGMA defer_foreign_keys = ON");
        foreach (var table in tables)
        {
            var columns = await ReadAsync(connection, $"SELECT name || ' ' || type FROM pragma_table_info('{table}')");
            string[] names = [.. columns.Select(column => column.Split(' ')[0])];
            await ReadAsync(
                connection,
                $"INSERT INTO {table} ({string.Join(", ", names.Select(name => $"\"{name}\""))}) VALUES ({string.Join(", ", columns.Select(ValueOf))})");
            rows[table] = (names, []);
        }

        await ReadAsync(connection, "COMMIT");
        foreach (var (table, (columns, kept)) in rows)
        {
            kept.AddRange(await RowsAsync(connection, table, columns));
            Assert.NotEmpty(kept);
        }

        await db.GetService<IMigrator>().MigrateAsync(after);

        await db.Database.OpenConnectionAsync();
        foreach (var (table, (columns, kept)) in rows)
        {
            Assert.Empty(kept.Except(await RowsAsync(connection, table, columns)));
        }

        Assert.Empty(await ReadAsync(connection, "SELECT \"table\" FROM pragma_foreign_key_check"));
        Assert.Equal(["ok"], await ReadAsync(connection, "PRAGMA integrity_check"));

        // And the rest of the way.
        await db.Database.CloseConnectionAsync();
        await database.Database.MigrateAsync(CancellationToken.None);
    }

    private static string ValueOf(string column)
    {
        var (name, type) = (column.Split(' ')[0], column.Split(' ')[^1]);
        return type switch
        {
            "INTEGER" => "70707", // None that a migration gives a row of its own.
            "BLOB" => "x'07'",
            _ when name == "id" || name.EndsWith("_id", StringComparison.Ordinal) || name is "node" or "holder" => $"'{Id}'",
            _ => "'[]'",
        };
    }

    private static Task<List<string>> RowsAsync(SqliteConnection connection, string table, string[] columns) =>
        ReadAsync(connection, $"SELECT {string.Join(" || '|' || ", columns.Select(column => $"quote(\"{column}\")"))} FROM {table}");

    private static async Task<List<string>> ReadAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var read = new List<string>();
        while (await reader.ReadAsync())
        {
            read.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!); // Whatever it is has a text.
        }

        return read;
    }
}
