namespace ServiceAccounts.Benchmarks.Tokens.Scenarios;

/// <summary>What is measured, in the order in which it is.</summary>
internal static class AllScenarios
{
    public static IReadOnlyList<Scenario> List { get; } =
    [
        new("secret, buffered", Entry.OnFloor("A"), Entry.OnFloor("B"), new("by post"), new("by basic", RequestKind.Basic)),
        new("secret, durable, SQLite", Entry.OnFloor("B"), new("by post")) { IsDurable = true },
        new("secret, durable, PostgreSQL", Entry.OnFloor("B"), new("by post")) { IsDurable = true, Provider = "PostgreSql" },
        new("assertion, buffered", Entry.OnFloor("D", RequestKind.Assertion), new("ES256", RequestKind.Assertion)) { Floor = "D" },
        new("assertion, durable, SQLite", Entry.OnFloor("D", RequestKind.Assertion), new("ES256", RequestKind.Assertion))
        {
            Floor = "D",
            IsDurable = true,
        },
        new("assertion, durable, PostgreSQL", Entry.OnFloor("D", RequestKind.Assertion), new("ES256", RequestKind.Assertion))
        {
            Floor = "D",
            IsDurable = true,
            Provider = "PostgreSql",
        },
        new("RS256, buffered", Entry.OnFloor("C"), new("by post")) { Floor = "C", Algorithm = "RS256" },
        new(
            "distinct clients", Entry.OnFloor("B"), new("1"), new("10,000") { Clients = 10_000, Against = "1" },
            new("100,000") { Clients = 100_000, Against = "1" })
        {
            Accounts = 100_000,
        },
        new("mixed", Entry.OnFloor("B"), new("70 % good", RequestKind.Mixed) { Clients = 100 }),
        new("refused only", Entry.OnFloor("B"), new("good"), new("wrong secret", RequestKind.Wrong) { Against = "good" }),
        new("flood of unknown clients", new("without"), new("with") { IsFlooded = true, Against = "without" }),
        new(
            "new TLS connection each", Entry.OnFloor("B", pace: Pace.NewConnection), new("by post") { Pace = Pace.NewConnection }),
        new("nodes on one PostgreSQL", new("one"), new("two") { Nodes = 2, Against = "one" }) { IsDurable = true, Provider = "PostgreSql", Nodes = 2 },
        new("half load, buffered", Entry.OnFloor("B", pace: Pace.HalfLoad), new("by post") { Pace = Pace.HalfLoad }),
        new("million clients, 100,000 cached", Entry.OnFloor("B"), new("1"), new("1,000,000") { Clients = 1_000_000, Against = "1" })
        {
            Accounts = 1_000_000,
            CachedClients = 100_000,
            IsOnlyWhenAsked = true,
        },
    ];
}
