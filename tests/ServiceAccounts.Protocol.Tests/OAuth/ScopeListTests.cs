using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Tests.OAuth;

public sealed class ScopeListTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("a", "a")]
    [InlineData("a b", "a|b")]
    [InlineData("b a", "b|a")]
    [InlineData("a b a", "a|b")]
    [InlineData("a A", "a|A")]
    [InlineData("  a   b ", "a|b")]
    [InlineData("orders.read:*/*", "orders.read:*/*")]
    [InlineData("!#[]~", "!#[]~")]
    public void Scopes_come_each_once_in_the_order_of_the_request(string? parameter, string expected)
    {
        Assert.True(ScopeList.TryParse(parameter, out var scopes));
        Assert.Equal<string>(expected.Split('|', StringSplitOptions.RemoveEmptyEntries), scopes);
    }

    [Theory]
    [InlineData("\"a\"")]
    [InlineData("a\\b")]
    [InlineData("a\tb")]
    [InlineData("a\nb")]
    [InlineData("a\u007f")]
    [InlineData("\u00e9")]
    [InlineData("a\u00a0b")]
    public void Characters_that_no_scope_may_have_make_the_parameter_malformed(string parameter)
    {
        Assert.False(ScopeList.TryParse(parameter, out var scopes));
        Assert.Empty(scopes);
    }

    [Theory]
    [InlineData(ScopeList.MaxCount, true)]
    [InlineData(ScopeList.MaxCount + 1, false)]
    public void A_request_names_at_most_256_scopes(int count, bool accepted) =>
        Assert.Equal(accepted, ScopeList.TryParse(string.Join(' ', Enumerable.Range(0, count)), out _));

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void A_scope_has_1_to_255_characters(int length, bool accepted) =>
        Assert.Equal(accepted, ScopeList.IsScopeToken(new string('s', length)));

    [Fact]
    public void A_scope_has_exactly_the_characters_of_RFC_6749_section_3_3()
    {
        for (var c = char.MinValue; c < char.MaxValue; c++)
        {
            var allowed = c is '\x21' or (>= '\x23' and <= '\x5B') or (>= '\x5D' and <= '\x7E');
            Assert.Equal(allowed, ScopeList.IsScopeToken(c.ToString()));
        }
    }

    [Fact]
    public void What_is_accepted_needs_no_escape_in_JSON() =>
        Always.Holds(
            Always.AnyText,
            text => !ScopeList.TryParse(text, out var scopes)
                || scopes.All(scope => scope.All(c => c is > ' ' and < '\x7f' and not '"' and not '\\')),
            1_000);
}
