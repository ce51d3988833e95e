using System.Text;
using FsCheck.Fluent;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Tests.OAuth;

public sealed class BasicCredentialsTests
{
    [Theory]
    [InlineData("id:secret", "id", "secret")]
    [InlineData("id:se:cr:et", "id", "se:cr:et")]
    [InlineData("id:", "id", "")]
    [InlineData("i%3Ad:s%25+t", "i:d", "s% t")]
    [InlineData("id:%253A", "id", "%3A")]
    public void The_pair_is_split_at_the_first_colon_and_each_part_is_decoded_once(string pair, string id, string secret)
    {
        Assert.True(BasicCredentials.TryParse(HeaderOf(pair), out var credentials));
        Assert.Equal(new BasicCredentials(id, secret), credentials);
    }

    [Theory]
    [InlineData("Basic ")]
    [InlineData("Basic    ")]
    [InlineData("Basic aWQ6c2VjcmV0!")]
    [InlineData("Basic aWQ6c2Vj cmV0")]
    [InlineData("Basic aWQ6c2Vj\tcmV0")]
    [InlineData("Basic aWQ6c2Vj\ncmV0")]
    [InlineData("Basic aWQ6cw")]
    [InlineData("Basic aWQ6cw=")]
    [InlineData("Basic aWQ6cw===")]
    [InlineData("Basic aWQ6c2VjcmV0, aWQ6c2VjcmV0")]
    [InlineData("Basic aWQ6_-__")]
    public void What_is_not_strict_base64_is_refused(string header) =>
        Assert.False(BasicCredentials.TryParse(header, out _));

    [Fact]
    public void A_credential_has_one_spelling_in_base64()
    {
        // "id:s" leaves four bits of the last character unused: only the spelling in which they are zero is the encoder's.
        Assert.Equal("aWQ6cw==", Convert.ToBase64String("id:s"u8));
        Assert.False(BasicCredentials.TryParse("Basic aWQ6cx==", out _));
    }

    [Theory]
    [InlineData("id")]
    [InlineData("")]
    [InlineData(":secret")]
    [InlineData("id:%")]
    [InlineData("id:%zz")]
    [InlineData("%00:secret")]
    [InlineData("id:\0")]
    public void What_is_not_an_id_a_colon_and_a_secret_is_refused(string pair) =>
        Assert.False(BasicCredentials.TryParse(HeaderOf(pair), out _));

    [Theory]
    [InlineData("Basic x", true)]
    [InlineData("basic x", true)]
    [InlineData("BASIC x", true)]
    [InlineData("Basic", false)]
    [InlineData("Basically x", false)]
    [InlineData("Bearer x", false)]
    [InlineData("", false)]
    public void A_scheme_name_has_no_case(string header, bool isBasic) => Assert.Equal(isBasic, BasicCredentials.IsBasic(header));

    [Fact]
    public void Spaces_around_the_credentials_do_not_matter() =>
        Assert.True(BasicCredentials.TryParse("Basic   aWQ6c2VjcmV0  ", out _));

    [Fact]
    public void The_secret_is_not_printed() =>
        Assert.DoesNotContain("hidden", new BasicCredentials("id", "hidden").ToString(), StringComparison.Ordinal);

    [Fact]
    public void No_bytes_in_base64_make_it_throw() =>
        Always.Holds(Always.AnyBytes, bytes => Parsed("Basic " + Convert.ToBase64String(bytes)), 2_000);

    [Fact]
    public void No_characters_make_it_throw() =>
        Always.Holds(Always.AnyText, text => Parsed("Basic " + text), 2_000);

    [Fact]
    public void No_change_of_a_right_header_makes_it_throw() =>
        Always.Holds(
            Always.MutationsOf(HeaderOf("sa_client_0a1b2c3d4e5f:secret")["Basic ".Length..], "Aa0+/=-_ %\t\0\u20ac"),
            text => Parsed("Basic " + text),
            2_000);

    [Fact]
    public void What_a_client_has_encoded_comes_out_as_it_was() =>
        Always.Holds(
            from id in Always.AnyText.Where(text => text.Length > 0)
            from secret in Always.AnyText
            select (Id: id, Secret: secret),
            pair => BasicCredentials.TryParse(HeaderOf($"{Uri.EscapeDataString(pair.Id)}:{Uri.EscapeDataString(pair.Secret)}"), out var read)
                && read == new BasicCredentials(pair.Id, pair.Secret));

    private static bool Parsed(string header) => BasicCredentials.TryParse(header, out var credentials) == credentials is not null;

    private static string HeaderOf(string pair) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));
}
