using System.Security.Cryptography.X509Certificates;
using ServiceAccounts.Protocol.Certificates;

namespace ServiceAccounts.Protocol.Tests.Certificates;

/// <summary>RFC 4514: what is written, and what it means.</summary>
public sealed class DistinguishedNameTests
{
    // The examples of RFC 4514 section 4, in several spellings each.
    [Theory]
    [InlineData("UID=jsmith,DC=example,DC=net", "uid = jsmith , dc=example , 0.9.2342.19200300.100.1.25=net")]
    [InlineData("OU=Sales+CN=J.  Smith,DC=example,DC=net", "CN=J.  Smith + OU=Sales,DC=example,DC=net")]
    [InlineData("CN=James \\\"Jim\\\" Smith\\, III,DC=example,DC=net", "CN=James \\22Jim\\22 Smith\\2C III,DC=example,DC=net")]
    [InlineData("CN=Before\\0dAfter,DC=example,DC=net", "CN=Before\\0DAfter,DC=example,DC=net")]
    [InlineData("CN=Lu\\C4\\8Di\\C4\\87", "CN=Lučić")]
    [InlineData("CN=\\ a\\ ", "CN=\\20a\\20")]
    [InlineData("CN=a=b", "CN=a\\=b")]
    public void Two_spellings_are_one_name(string one, string other)
    {
        Assert.True(DistinguishedName.TryParse(one, out var first));
        Assert.True(DistinguishedName.TryParse(other, out var second));
        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData("CN=a,O=b", "O=b,CN=a")]
    [InlineData("CN=a,O=b", "CN=a+O=b")]
    [InlineData("CN=a", "cn=A")]
    [InlineData("CN=a", "CN=a\\ ")]
    [InlineData("CN=a b", "CN=a  b")]
    [InlineData("CN=a,CN=b", "CN=a\\,CN=b")]
    [InlineData("CN=a+O=b", "CN=a\\+O=b")]
    [InlineData("CN=a", "O=a")]
    public void Two_names_are_two(string one, string other)
    {
        Assert.True(DistinguishedName.TryParse(one, out var first));
        Assert.True(DistinguishedName.TryParse(other, out var second));
        Assert.NotEqual(first, second);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("=a")]
    [InlineData("CN=")]
    [InlineData("CN= ")]
    [InlineData("CN=a,")]
    [InlineData("CN=a+")]
    [InlineData(",CN=a")]
    [InlineData("CN=a;O=b")]
    [InlineData("CN=\"a\"")]
    [InlineData("CN=#0401")]
    [InlineData("CN=a\\")]
    [InlineData("CN=a\\g0")]
    [InlineData("CN=a\\0")]
    [InlineData("CN=\\ff")]
    [InlineData("CN=a\0")]
    [InlineData("NOBODY=a")]
    public void What_is_no_name_is_refused(string text) => Assert.False(DistinguishedName.TryParse(text, out _));

    // An attribute cannot hold half of a surrogate pair; a request can.
    [Fact]
    public void What_is_not_Unicode_is_refused() => Assert.False(DistinguishedName.TryParse("CN=" + '\ud800', out _));

    [Fact]
    public void The_text_begins_with_what_is_encoded_last()
    {
        Assert.True(DistinguishedName.TryParse("CN=billing,O=Example\\, Inc.,C=DE", out var written));

        Assert.Equal(written, DistinguishedName.Of(new X500DistinguishedName("CN=billing, O=\"Example, Inc.\", C=DE")));
        Assert.NotEqual(written, DistinguishedName.Of(new X500DistinguishedName("C=DE, O=\"Example, Inc.\", CN=billing")));
    }

    [Fact]
    public void The_kind_of_string_makes_no_difference_and_what_is_no_text_is_no_name()
    {
        Assert.True(DistinguishedName.TryParse("CN=a", out var written));

        Assert.Equal(written, DistinguishedName.Of(Encoded(0x13)));
        Assert.Equal(written, DistinguishedName.Of(Encoded(0x0c)));
        Assert.Equal(written, DistinguishedName.Of(Encoded(0x16)));
        Assert.Null(DistinguishedName.Of(Encoded(0x04)));
        Assert.Null(DistinguishedName.Of(new X500DistinguishedName([0x30, 0x00])));
    }

    private static X500DistinguishedName Encoded(byte tag) =>
        new([0x30, 0x0c, 0x31, 0x0a, 0x30, 0x08, 0x06, 0x03, 0x55, 0x04, 0x03, tag, 0x01, (byte)'a']);
}
