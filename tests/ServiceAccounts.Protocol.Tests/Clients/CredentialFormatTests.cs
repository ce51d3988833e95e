using FsCheck.Fluent;
using ServiceAccounts.Protocol.Clients;

namespace ServiceAccounts.Protocol.Tests.Clients;

public sealed class CredentialFormatTests
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    [Theory]
    [InlineData("sa_secret_", CredentialFormat.ClientSecretPrefix)]
    [InlineData("sa_token_", CredentialFormat.ApiTokenPrefix)]
    public void A_secret_is_its_prefix_and_46_base62_characters(string expected, string prefix)
    {
        var secret = CredentialFormat.Create(prefix);

        Assert.StartsWith(expected, secret, StringComparison.Ordinal);
        Assert.Equal(46, secret.Length - prefix.Length);
        Assert.All(secret[prefix.Length..], c => Assert.Contains(c, Base62));
        Assert.True(CredentialFormat.IsWellFormed(secret, prefix));
    }

    [Fact]
    public void A_secret_of_one_kind_is_none_of_the_other()
    {
        var secret = CredentialFormat.Create(CredentialFormat.ClientSecretPrefix);

        Assert.False(CredentialFormat.IsWellFormed(secret, CredentialFormat.ApiTokenPrefix));
    }

    [Fact]
    public void The_checksum_is_CRC32_as_ISO_HDLC_defines_it()
    {
        Assert.Equal(0xCBF43926u, Crc32.Of("123456789"u8));
        Assert.Equal(0u, Crc32.Of([]));
    }

    [Fact]
    public void The_checksum_is_six_base62_digits_padded_with_zeros_the_most_significant_first()
    {
        // The first body found whose checksum is small enough to need a zero in front.
        var body = Enumerable.Range(0, 1_000)
            .Select(i => CredentialFormat.ClientSecretPrefix + new string('0', 36) + i.ToString("d4", null))
            .First(text => Crc32.Of(System.Text.Encoding.ASCII.GetBytes(text)) < Math.Pow(62, 5));
        var remainder = Crc32.Of(System.Text.Encoding.ASCII.GetBytes(body));
        var digits = "";
        for (; remainder > 0; remainder /= 62)
        {
            digits = Base62[(int)(remainder % 62)] + digits;
        }

        Assert.True(digits.Length < 6);
        Assert.True(CredentialFormat.IsWellFormed(body + digits.PadLeft(6, '0'), CredentialFormat.ClientSecretPrefix));
        Assert.False(CredentialFormat.IsWellFormed(body + digits.PadRight(6, '0'), CredentialFormat.ClientSecretPrefix));
    }

    [Fact]
    public void A_secret_made_elsewhere_by_the_same_rule_is_well_formed() =>
        Assert.True(CredentialFormat.IsWellFormed(
            "sa_secret_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcd" + ChecksumOf("sa_secret_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcd"),
            CredentialFormat.ClientSecretPrefix));

    [Fact]
    public void Any_single_changed_character_is_caught()
    {
        var secret = CredentialFormat.Create(CredentialFormat.ClientSecretPrefix);
        Always.Holds(
            from at in Gen.Choose(0, secret.Length - 1)
            from c in Gen.OneOf(Gen.Elements(Base62.ToCharArray()), Gen.Choose(0, char.MaxValue).Select(i => (char)i))
            where secret[at] != c
            select secret.Remove(at, 1).Insert(at, c.ToString()),
            changed => !CredentialFormat.IsWellFormed(changed, CredentialFormat.ClientSecretPrefix),
            10_000);
    }

    [Fact]
    public void Any_two_exchanged_neighbours_are_caught()
    {
        var secret = CredentialFormat.Create(CredentialFormat.ClientSecretPrefix);
        foreach (var at in Enumerable.Range(0, secret.Length - 1).Where(i => secret[i] != secret[i + 1]))
        {
            var exchanged = secret[..at] + secret[at + 1] + secret[at] + secret[(at + 2)..];
            Assert.False(CredentialFormat.IsWellFormed(exchanged, CredentialFormat.ClientSecretPrefix));
        }
    }

    [Theory]
    [InlineData(0x20AC)]
    [InlineData(0xD800)]
    [InlineData(0xFFFF)]
    [InlineData(0)]
    public void Characters_of_any_length_in_UTF8_are_refused_without_an_exception(int character)
    {
        var text = CredentialFormat.ClientSecretPrefix + new string((char)character, 46);

        Assert.False(CredentialFormat.IsWellFormed(text, CredentialFormat.ClientSecretPrefix));
    }

    [Fact]
    public void Only_base62_is_well_formed_even_where_the_checksum_is_right()
    {
        var body = "sa_secret_" + new string('-', 40);

        Assert.False(CredentialFormat.IsWellFormed(body + ChecksumOf(body), CredentialFormat.ClientSecretPrefix));
    }

    [Fact]
    public void No_text_makes_it_throw() =>
        Always.Holds(
            from length in Gen.Choose(44, 48)
            from units in Gen.Choose(0, char.MaxValue).ListOf(length)
            select CredentialFormat.ClientSecretPrefix + string.Concat(units.Select(u => (char)u)),
            text => !CredentialFormat.IsWellFormed(text, CredentialFormat.ClientSecretPrefix),
            2_000);

    [Fact]
    public void A_client_id_is_its_prefix_and_twelve_lower_case_hexadecimal_digits()
    {
        var id = CredentialFormat.CreateClientId();

        Assert.Matches("^sa_client_[0-9a-f]{12}$", id);
        Assert.True(CredentialFormat.IsClientId(id));
    }

    [Theory]
    [InlineData("sa_client_0A1b2c3d4e5f")]
    [InlineData("sa_client_0a1b2c3d4e5")]
    [InlineData("sa_client_0a1b2c3d4e5ff")]
    [InlineData("sa_client_0a1b2c3d4e5g")]
    [InlineData("SA_client_0a1b2c3d4e5f")]
    [InlineData("")]
    public void What_is_not_of_that_form_is_no_client_id(string text) => Assert.False(CredentialFormat.IsClientId(text));

    [Fact]
    public void A_hint_is_of_the_checksum_and_not_of_the_random_part()
    {
        var secret = CredentialFormat.Create(CredentialFormat.ClientSecretPrefix);

        Assert.Equal("..." + secret[^4..], CredentialFormat.HintOf(secret));
    }

    [Fact]
    public void No_two_secrets_are_equal() =>
        Assert.Equal(1_000, Enumerable.Range(0, 1_000).Select(_ => CredentialFormat.Create("x")).Distinct().Count());

    private static string ChecksumOf(string body)
    {
        var remainder = Crc32.Of(System.Text.Encoding.ASCII.GetBytes(body));
        var digits = new char[6];
        for (var i = 5; i >= 0; i--, remainder /= 62)
        {
            digits[i] = Base62[(int)(remainder % 62)];
        }

        return new string(digits);
    }

    [Fact]
    public void Credentials_are_found_in_any_text_and_nothing_else_is()
    {
        var (secret, token) = (CredentialFormat.Create(CredentialFormat.ClientSecretPrefix), CredentialFormat.Create(CredentialFormat.ApiTokenPrefix));

        Assert.Equal([secret, token], CredentialFormat.FindIn($"a{token}b \"{secret}\", sa_secret_, sa_token_{secret[^20..]}"));
        Assert.Equal([secret, secret], CredentialFormat.FindIn(secret + secret));
        Assert.Equal([secret], CredentialFormat.FindIn("sa_secret_" + secret));
        Assert.Empty(CredentialFormat.FindIn(secret[..^1]));
        Assert.Empty(CredentialFormat.FindIn(secret[..^1] + (secret[^1] == 'a' ? 'b' : 'a')));
        Assert.Empty(CredentialFormat.FindIn(string.Concat(Enumerable.Repeat("sa_secret_", 400))));
        Assert.Empty(CredentialFormat.FindIn(""));
    }
}
