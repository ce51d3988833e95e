using System.Security.Cryptography;
using System.Text;
using FsCheck.Fluent;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Tests.Tokens;

public sealed class SingleUseTests
{
    private static readonly Guid Application = new("00112233-4455-6677-8899-aabbccddeeff");

    [Fact]
    public void The_key_is_SHA256_of_the_application_and_the_jti()
    {
        var expected = SHA256.HashData([.. Convert.FromHexString("00112233445566778899aabbccddeeff"), .. Encoding.UTF8.GetBytes("jti \u20ac")]);

        Assert.Equal<byte>(expected, SingleUse.Of(Application, "jti \u20ac", DateTimeOffset.UnixEpoch).Key);
    }

    [Fact]
    public void Two_applications_never_meet_in_one_jti() =>
        Assert.NotEqual<byte>(
            SingleUse.Of(Application, "jti", DateTimeOffset.UnixEpoch).Key,
            SingleUse.Of(new Guid("00112233-4455-6677-8899-aabbccddee00"), "jti", DateTimeOffset.UnixEpoch).Key);

    [Fact]
    public void It_can_be_forgotten_when_it_is_told() =>
        Assert.Equal(DateTimeOffset.UnixEpoch, SingleUse.Of(Application, "jti", DateTimeOffset.UnixEpoch).ExpiresAt);

    [Fact]
    public void Two_are_the_same_where_the_jti_is_the_same_and_only_there() =>
        Always.Holds(
            from a in Always.AnyText
            from b in Gen.OneOf(Gen.Constant(a), Always.AnyText)
            select (a, b),
            pair => SingleUse.Of(Application, pair.a, default).Key.SequenceEqual(SingleUse.Of(Application, pair.b, default).Key)
                == (pair.a == pair.b));
}
