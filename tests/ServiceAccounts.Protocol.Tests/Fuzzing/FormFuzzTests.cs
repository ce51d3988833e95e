using System.Text;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Tests.Fuzzing;

/// <summary>The form parser takes what a slow reference takes, as the reference reads it, and refuses the rest with an error.</summary>
public sealed class FormFuzzTests
{
    private static readonly string[] Names = ["grant_type", "scope", "client_id", "client_secret", "resource", "token", "x", "\u20ac"];

    internal static byte[][] Honest { get; } =
    [
        .. new[]
        {
            "grant_type=client_credentials",
            "grant_type=client_credentials&scope=api%3Aread+api%3Awrite&resource=https%3A%2F%2Fapi.example%2F",
            "client_id=sa_client_0a1b2c3d4e5f&client_secret=sa_secret_0123456789abcdefghijklmnopqrstuvwxyzABCDabcdef&grant_type=client_credentials",
            "token=sa_token_0123456789&token_type_hint=access_token&x=&=y&%E2%82%AC=%F0%9F%94%91",
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&subject_token=a.b.c&audience=x",
            string.Join('&', Enumerable.Range(0, 64).Select(i => $"p{i}={i}")),
        }.Select(Encoding.UTF8.GetBytes),
    ];

    [Fact]
    public void What_it_takes_is_what_another_decoder_reads() => Fuzz.Run(
        330_000,
        mutator => mutator.Bytes(Honest, FormParameters.MaxBodyBytes + 16),
        body =>
        {
            var (parsed, expected) = (FormParameters.Parse(body), Reference.Form(body));

            Assert.Equal(expected is not null, parsed.Succeeded);
            if (expected is null)
            {
                Assert.Equal("invalid_request", parsed.Error?.Error);
                return;
            }

            Assert.True(expected.Count <= FormParameters.MaxCount);
            foreach (var name in Names.Concat(expected.Keys))
            {
                Assert.Equal(expected.GetValueOrDefault(name) is { Length: > 0 } value ? value : null, parsed.Value![name]); // It has succeeded.
            }
        });

    [Fact]
    public void A_request_is_read_or_refused_in_words_of_its_own() => Fuzz.Run(
        160_000,
        mutator => (Body: mutator.Bytes(Honest, 4_096), Header: mutator.Below(3) == 0 ? null : mutator.Text(BasicFuzzTests.Honest, 512)),
        made =>
        {
            var read = OAuthRequest.Read(made.Body, new RequestHead(made.Header));

            Assert.True(read.Succeeded || read.Error is { Error: "invalid_request" or "invalid_client" or "invalid_scope" });
            Assert.True(read.Succeeded || Says(read.Error));
            Assert.False(read.Succeeded && made.Header is not null && read.Value.Basic is null);
        });

    // RFC 6749 section 5.2: the characters that an error_description has. What was sent is not among the words.
    private static bool Says(OAuthError error) =>
        error.Description.Length is > 0 and < 300
        && error.Reason!.Length < 500 // All that reading refuses has one.
        && error.Description.All(c => c is >= '\x20' and <= '\x7E' and not ('"' or '\\'));
}
