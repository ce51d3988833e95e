using System.Text;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Tests.Fuzzing;

/// <summary>The parser of <c>Basic</c> takes what a slow reference takes, as the reference reads it.</summary>
public sealed class BasicFuzzTests
{
    internal static string[] Honest { get; } =
    [
        Of("sa_client_0a1b2c3d4e5f:sa_secret_0123456789abcdefghijklmnopqrstuvwxyzABCDabcdef"), Of("id:s"), Of("id:se"), Of("id:sec"),
        Of("a%3Ab:c+d%E2%82%AC"), Of("id:"), "basic  " + Of("id:secret")["Basic ".Length..] + " ", "Bearer sa_token_0123456789",
    ];

    private static readonly byte[][] HonestPairs =
        [.. new[] { "id:secret", "sa_client_0a1b2c3d4e5f:sa_secret_01234", "a%3Ab:c+d%E2%82%AC", "\u20ac:\U0001F511" }.Select(Encoding.UTF8.GetBytes)];

    [Fact]
    public void No_change_of_a_header_is_taken_that_another_decoder_does_not_take() =>
        Fuzz.Run(130_000, mutator => mutator.Text(Honest, 8_192), Check);

    [Fact]
    public void No_change_of_id_and_secret_is_read_in_another_way() =>
        Fuzz.Run(110_000, mutator => "Basic " + Convert.ToBase64String(mutator.Bytes(HonestPairs, 2_048)), Check);

    private static void Check(string header)
    {
        if (!BasicCredentials.IsBasic(header))
        {
            return;
        }

        var parsed = BasicCredentials.TryParse(header, out var credentials);
        var expected = Reference.Basic(header);
        Assert.Equal(expected, parsed ? (credentials!.ClientId, credentials.ClientSecret) : null); // Parsed ones are there.
    }

    private static string Of(string pair) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));
}
