using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace ServiceAccounts.Protocol.Tests.Proofs;

/// <summary>Which keys a proof may have in its header (RFC 9449 section 4.2).</summary>
public sealed class ProofKeyTests
{
    private static readonly TestKey Small = TestKey.Rsa(1024);

    [Theory]
    [InlineData("d")]
    [InlineData("D")]
    [InlineData("p")]
    [InlineData("dp")]
    [InlineData("oth")]
    [InlineData("k")]
    public void A_private_half_is_refused(string member)
    {
        var error = Refused(jwk => jwk[member] = "AQAB");

        Assert.Contains("private half", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_private_key_is_refused() =>
        Assert.Contains(
            "private half", TestProof.Check(TestProof.Make(header: header => header["jwk"] = TestKey.Es256.Jwk(withPrivateHalf: true))).Error?.Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("kty", "oct")]
    [InlineData("kty", "OKP")]
    [InlineData("kty", "RSA")]
    [InlineData("crv", "P-384")]
    [InlineData("crv", "secp256k1")]
    [InlineData("use", "enc")]
    [InlineData("x", "AAAA")]
    [InlineData("x", "")]
    [InlineData("x", "%%%%")]
    public void A_key_that_is_none_for_signatures_is_refused(string member, string value) => Refused(jwk => jwk[member] = value);

    [Fact]
    public void A_small_a_huge_and_a_costly_RSA_key_are_refused()
    {
        Assert.False(TestProof.Check(TestProof.Make(key: Small)).Succeeded);
        var huge = TestKey.Rs256.Jwk();
        huge["n"] = Base64UrlEncoder.Encode([.. Enumerable.Repeat((byte)0xff, 700)]);
        var costly = TestKey.Rs256.Jwk();
        costly["e"] = Base64UrlEncoder.Encode([.. Enumerable.Repeat((byte)0xff, 64)]);
        foreach (var jwk in new[] { huge, costly })
        {
            var proof = TestProof.Make(key: TestKey.Rs256, header: header => header["jwk"] = jwk.DeepClone());

            Assert.Contains("jwk", TestProof.Check(proof).Error?.Description, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_key_has_one_spelling_and_so_one_thumbprint()
    {
        var x = TestKey.Es256.Jwk()["x"]!.GetValue<string>();
        var padded = Base64UrlEncoder.Encode([0, .. Base64UrlEncoder.DecodeBytes(x)]);

        Refused(jwk => jwk["x"] = x + "=");
        Refused(jwk => jwk["x"] = padded);
        Refused(jwk => (jwk["x"], jwk["y"]) = (padded, Base64UrlEncoder.Encode([0, .. Base64UrlEncoder.DecodeBytes(jwk["y"]!.GetValue<string>())])));

        var modulus = TestKey.Rs256.Jwk()["n"]!.GetValue<string>();
        var leading = TestProof.Make(key: TestKey.Rs256, header: header =>
            header["jwk"]!["n"] = Base64UrlEncoder.Encode([0, .. Base64UrlEncoder.DecodeBytes(modulus)]));
        Assert.Contains("thumbprint", TestProof.Check(leading).Error?.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void What_else_is_in_a_key_changes_nothing_of_its_thumbprint()
    {
        var plain = TestProof.Check(TestProof.Make()).Value!.Thumbprint;
        var more = TestProof.Check(TestProof.Make(header: header =>
        {
            (header["jwk"]!["kid"], header["jwk"]!["use"], header["jwk"]!["alg"]) = ("name", "sig", "ES256");
        })).Value!.Thumbprint;

        Assert.Equal(plain, more);
    }

    [Fact]
    public void A_point_that_is_on_no_curve_is_refused()
    {
        var other = TestKey.OnCurve(ECCurve.NamedCurves.nistP256, "ES256").Jwk();

        Refused(jwk => jwk["y"] = other["y"]!.DeepClone());
    }

    private static string Refused(Action<JsonObject> change)
    {
        var outcome = TestProof.Check(TestProof.Make(header: header => change(header["jwk"]!.AsObject())));

        Assert.Equal("invalid_dpop_proof", outcome.Error?.Error);
        Assert.Contains("jwk", outcome.Error!.Description, StringComparison.Ordinal);
        return outcome.Error.Description;
    }
}
