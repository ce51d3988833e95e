using Npgsql;

namespace ServiceAccounts.Storage.PostgreSql;

/// <summary>What a connection string leaves open. What it says stands.</summary>
internal static class ConnectionDefaults
{
    private static readonly (string Name, object Value)[] Defaults =
    [
        ("Application Name", "ServiceAccounts"),

        // A node uses far fewer at a time: writers of one kind queue, and the server's own limit is 100 for all nodes.
        ("Maximum Pool Size", 40),
        ("Timeout", 5),
        ("Command Timeout", 5),
        ("Cancellation Timeout", 1_000),

        // A host that is gone without a word is noticed.
        ("Keepalive", 10),
        ("Tcp Keepalive", true),
        ("Max Auto Prepare", 100),

        // A node that stops in the middle of a transaction must not keep all others from the ledger's row.
        ("Options", "-c idle_in_transaction_session_timeout=10000"),
    ];

    public static NpgsqlConnectionStringBuilder Complete(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        foreach (var (name, value) in Defaults)
        {
            if (!builder.ContainsKey(name))
            {
                builder[name] = value;
            }
        }

        return builder;
    }
}
