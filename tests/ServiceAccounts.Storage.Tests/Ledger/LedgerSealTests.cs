using System.Reflection;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Storage.Tests.Ledger;

public sealed class LedgerSealTests
{
    private static readonly LedgerEntry Entry = new()
    {
        Position = 5,
        At = DateTimeOffset.UnixEpoch,
        TenantId = new Guid("01990000-0000-7000-8000-000000000001"),
        ActorId = new Guid("01990000-0000-7000-8000-000000000002"),
        ActorName = "actor",
        Action = "thing.done",
        SubjectKind = "thing",
        SubjectId = new Guid("01990000-0000-7000-8000-000000000003"),
        PrincipalId = new Guid("01990000-0000-7000-8000-000000000004"),
        OrganizationId = new Guid("01990000-0000-7000-8000-000000000005"),
        Address = "192.0.2.1",
        Surface = "management",
        CorrelationId = "correlation",
        Outcome = LedgerOutcome.Refused,
        ClientId = "sa_client_0123456789ab",
        Reason = "reason",
        Count = 2,
        Details = "{}",
        SealKeyVersion = 1,
        Seal = [],
    };

    private readonly LedgerSeal _seal = new();

    public LedgerSealTests() => _seal.Use([(1, new byte[32]), (2, new byte[32])]);

    public static TheoryData<string> Members =>
        [.. typeof(LedgerEntry).GetProperties().Where(p => p.CanWrite && p.Name != nameof(LedgerEntry.Seal)).Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Members))]
    public void A_change_of_any_member_breaks_the_seal(string member)
    {
        var property = typeof(LedgerEntry).GetProperty(member)!;
        foreach (var other in OthersFor(property))
        {
            var changed = Entry with { };
            property.SetValue(changed, other);

            Assert.NotEqual(_seal.Of(Entry, []), _seal.Of(changed, []));
        }
    }

    [Theory]
    [InlineData(nameof(LedgerEntry.Outcome), LedgerOutcome.Refused)]
    [InlineData(nameof(LedgerEntry.ClientId), "sa_client_0123456789ab")]
    [InlineData(nameof(LedgerEntry.Reason), "reason")]
    [InlineData(nameof(LedgerEntry.Count), 2)]
    public void What_entries_did_not_say_at_first_is_sealed_as_soon_as_it_says_something(string member, object value)
    {
        var first = Entry with { Outcome = LedgerOutcome.Done, ClientId = null, Reason = null, Count = 1 };
        var changed = first with { };
        typeof(LedgerEntry).GetProperty(member)!.SetValue(changed, value);

        Assert.NotEqual(_seal.Of(first, []), _seal.Of(changed, []));
    }

    [Fact]
    public void An_entry_that_says_nothing_new_has_the_seal_of_the_first_version()
    {
        var first = Entry with { Outcome = LedgerOutcome.Done, ClientId = null, Reason = null, Count = 1 };

        Assert.Equal("954e20281f9b15400d45051d47674e7959c9229c143eb81a7b5474847a3855cc", Convert.ToHexStringLower(_seal.Of(first, [])));
    }

    [Fact]
    public void The_seal_before_is_sealed_too() => Assert.NotEqual(_seal.Of(Entry, [1]), _seal.Of(Entry, [2]));

    [Fact]
    public void The_same_entry_has_the_same_seal() => Assert.Equal(_seal.Of(Entry, [1]), _seal.Of(Entry with { Seal = [9] }, [1]));

    [Fact]
    public void Another_key_makes_another_seal()
    {
        var other = new LedgerSeal();
        other.Use([(1, [.. Enumerable.Repeat((byte)1, 32)])]);

        Assert.NotEqual(_seal.Of(Entry, []), other.Of(Entry, []));
    }

    [Fact]
    public void What_moves_from_one_member_to_the_next_breaks_the_seal() =>
        Assert.NotEqual(
            _seal.Of(Entry with { ActorName = "a", Action = "bc" }, []), _seal.Of(Entry with { ActorName = "ab", Action = "c" }, []));

    [Fact]
    public void The_newest_key_seals_new_entries() => Assert.Equal(2, _seal.NewestVersion);

    private static IEnumerable<object?> OthersFor(PropertyInfo property)
    {
        if (new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable)
        {
            yield return null;
        }

        yield return property.GetValue(Entry) switch
        {
            long number => number + 1,
            int number => number + 1,
            LedgerOutcome.Refused => LedgerOutcome.Done,
            string text => text + " ",
            Guid => Guid.Empty,
            DateTimeOffset time => time.AddMilliseconds(1),
            var value => throw new InvalidOperationException($"No other value for {value}."),
        };
    }
}
