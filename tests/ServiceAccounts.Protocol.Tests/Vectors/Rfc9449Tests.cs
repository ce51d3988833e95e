using ServiceAccounts.Protocol.Proofs;
using ServiceAccounts.Protocol.Tests.Proofs;

namespace ServiceAccounts.Protocol.Tests.Vectors;

/// <summary>The examples printed in RFC 9449.</summary>
public sealed class Rfc9449Tests
{
    private const string Jkt = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";
    private const string AccessToken = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";

    private const string Header =
        "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCR"
        + "nMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19";

    [Fact]
    public void Figure_2_is_a_proof_of_the_key_of_figure_9()
    {
        const string proof = Header
            + ".eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ"
            + ".2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";

        var proved = TestProof.Check(proof, time: At(1_562_262_616), target: TestProof.Target("POST", "https://server.example.com/token"));

        Assert.Equal(Jkt, proved.Value?.Thumbprint);
        Assert.False(TestProof.Check(proof, time: At(1_562_262_616), target: TestProof.Target("POST", "https://server.example.com/tokens")).Succeeded);
    }

    [Fact]
    public void Figure_12_is_a_proof_for_a_resource_and_its_token()
    {
        const string proof = Header
            + ".eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6"
            + "MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9"
            + ".2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";

        var proved = TestProof.Check(
            proof, time: At(1_562_262_618), target: TestProof.Target("GET", "https://resource.example.org/protectedresource", AccessToken));

        Assert.Equal(Jkt, proved.Value?.Thumbprint);
        Assert.False(TestProof.Check(
            proof, time: At(1_562_262_618), target: TestProof.Target("GET", "https://resource.example.org/protectedresource", AccessToken + "x")).Succeeded);
    }

    [Fact]
    public void Section_7_1_the_hash_of_its_access_token() =>
        Assert.Equal("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo", DPoPRules.HashOf(AccessToken));

    private static FixedTime At(long seconds) => new(DateTimeOffset.FromUnixTimeSeconds(seconds));
}
