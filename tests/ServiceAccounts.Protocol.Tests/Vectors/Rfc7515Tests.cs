using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Tests.Clients;

namespace ServiceAccounts.Protocol.Tests.Vectors;

/// <summary>The examples printed in RFC 7515 and RFC 7519, on the way that assertions go.</summary>
public sealed class Rfc7515Tests
{
    // RFC 7519 section 3.1; the payload of RFC 7515 appendices A.1 to A.3 and A.5.
    private const string Payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    [Fact]
    public void Appendix_A_2_is_signed_with_RS256() => AssertVerifies(
        """
        {
          "kty": "RSA",
          "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
          "e": "AQAB"
        }
        """,
        "RS256",
        "eyJhbGciOiJSUzI1NiJ9." + Payload,
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw");

    [Fact]
    public void Appendix_A_3_is_signed_with_ES256() => AssertVerifies(
        """{ "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" }""",
        "ES256",
        "eyJhbGciOiJFUzI1NiJ9." + Payload,
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");

    [Fact]
    public void Appendix_A_4_is_signed_with_ES512() => AssertVerifies(
        """
        {
          "kty": "EC", "crv": "P-521",
          "x": "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
          "y": "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"
        }
        """,
        "ES512",
        "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA",
        "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn");

    [Fact]
    public void RFC_7519_section_3_1_is_read_and_as_an_HMAC_never_taken()
    {
        const string jwt = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + Payload + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

        var parsed = SignedJwt.TryParse(jwt);

        Assert.Equal("joe", parsed?.Issuer);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_300_819_380).UtcDateTime, parsed!.ValidTo);
        Assert.Equal("invalid_client", TestAssertion.Check(jwt).Error?.Error);
        Assert.StartsWith(
            "The assertion's alg",
            TestClient.Rules(FixedTime.Noon).WhyRefused(parsed, TestClient.InlineKeys(TestKey.Es256)), StringComparison.Ordinal);
    }

    [Fact]
    public void Appendix_A_5_has_no_signature_and_is_no_assertion() => Assert.Null(SignedJwt.TryParse($"eyJhbGciOiJub25lIn0.{Payload}."));

    private static void AssertVerifies(string jwk, string algorithm, string input, string signature)
    {
        Assert.True(ClientKeySet.TryParse(TestKey.SetOf(JsonNode.Parse(jwk)!), out var set, out _));
        var key = Assert.Single(set.Fitting(algorithm, null));
        var (data, bytes) = (Encoding.ASCII.GetBytes(input), Base64UrlEncoder.DecodeBytes(signature));

        Assert.True(key.Verify(algorithm, data, bytes));
        bytes[10] ^= 1;
        Assert.False(key.Verify(algorithm, data, bytes));
    }
}
