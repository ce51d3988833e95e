using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Tests.Fuzzing;

/// <summary>The parser of <c>scope</c> takes what RFC 6749 section 3.3 describes.</summary>
public sealed class ScopeFuzzTests
{
    private static readonly string[] Honest =
    [
        "api:read", "api:read api:write", "a b c a b", "orders.read:*/* https://api.example/x!#[]~", new string('s', 255),
        string.Join(' ', Enumerable.Range(0, 256).Select(i => $"s{i}")), "  api:read  ",
    ];

    [Fact]
    public void What_it_takes_is_what_the_grammar_describes() => Fuzz.Run(
        170_000,
        mutator => mutator.Text(Honest, 4_096),
        scope =>
        {
            var parsed = ScopeList.TryParse(scope, out var scopes);

            Assert.Equal(Reference.Scopes(scope), parsed ? scopes.ToArray() : null);
        });
}
