using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ServiceAccounts.Storage.Tests.Accounts;

/// <summary>Keeps the commands that read, and asks the database how it would run them.</summary>
internal sealed partial class Plans : DbCommandInterceptor
{
    private readonly ConcurrentQueue<(string Text, List<(string Name, object? Value)> Parameters)> _commands = new();

    public int Count => _commands.Count;

    /// <summary>The commands that only read; of these a batch needs no more than one account does.</summary>
    public int Reads => _commands.Count(command => command.Text.StartsWith("SELECT", StringComparison.Ordinal));

    public void Clear() => _commands.Clear();

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        _commands.Enqueue((command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(p => (p.ParameterName, p.Value))]));
        return ValueTask.FromResult(result);
    }

    /// <summary>The steps of all commands that read a table from end to end, each with its command.</summary>
    public async Task<List<string>> ScansAsync(DbConnection connection)
    {
        var scans = new List<string>();
        foreach (var (text, parameters) in _commands)
        {
            // A step names a table by its alias; what is no table's alias is a list in memory or another step's rows.
            var tables = Aliases().Matches(text).ToDictionary(match => match.Groups[2].Value, match => match.Groups[1].Value);
            await using var explain = connection.CreateCommand();
            explain.CommandText = "EXPLAIN QUERY PLAN " + text;
            foreach (var (name, value) in parameters)
            {
                var parameter = explain.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                explain.Parameters.Add(parameter);
            }

            await using var steps = await explain.ExecuteReaderAsync();
            while (await steps.ReadAsync())
            {
                var step = steps.GetString(3);
                if (step.StartsWith("SCAN ", StringComparison.Ordinal) && tables.ContainsKey(step.Split(' ')[1]))
                {
                    scans.Add($"{step} in {text}");
                }
            }
        }

        return scans;
    }

    [GeneratedRegex("(?:FROM|JOIN) \"(\\w+)\" AS \"(\\w+)\"")]
    private static partial Regex Aliases();
}
