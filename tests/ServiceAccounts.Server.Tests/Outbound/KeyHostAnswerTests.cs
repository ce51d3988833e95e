using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Outbound;

/// <summary>Whatever a key host answers that is no key set, its client is refused like any other and the log says why.</summary>
public sealed class KeyHostAnswerTests(KeyHostFixture fixture) : IClassFixture<KeyHostFixture>
{
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_to_a_good_set_is_not_followed(int status)
    {
        using var key = ClientKeyPair.Es256();
        var (path, elsewhere) = (fixture.NewPath(), fixture.NewPath());
        fixture.Publish(elsewhere, key.ToJwk());
        fixture.Host.Answer(path, http =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = fixture.Host.UrlOf(elsewhere);
            return Task.CompletedTask;
        });
        var client = await fixture.Server.CreateAssertionClientAsync(key, fixture.Host.UrlOf(path));

        await fixture.Server.AssertRefusedAsync(
            client, TokenAnswers.CannotBeHad,
            $"{fixture.Host.UrlOf(path)} could not be fetched: The host answered {status}; redirects are not followed.");

        Assert.Equal(1, fixture.Host.RequestsTo(path));
        Assert.Equal(0, fixture.Host.RequestsTo(elsewhere));
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.NoContent)]
    [InlineData(HttpStatusCode.Created)]
    public async Task Another_status_than_200_is_refused_even_with_a_good_set(HttpStatusCode status)
    {
        using var key = ClientKeyPair.Es256();
        await AssertRefusedAsync(
            key,
            http =>
            {
                http.Response.StatusCode = (int)status;
                return status == HttpStatusCode.NoContent ? Task.CompletedTask : http.Response.WriteAsync(key.ToJwks().ToJsonString());
            },
            $"The host answered {(int)status}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Sign in</html>")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("42")]
    [InlineData("{}")]
    [InlineData("{\"keys\":null}")]
    [InlineData("{\"keys\":42}")]
    [InlineData("{\"keys\":{}}")]
    [InlineData("{\"keys\":[null]}")]
    [InlineData("{\"keys\":[42]}")]
    [InlineData("{\"keys\":[\"key\"]}")]
    [InlineData("{\"keys\":[{\"kty\":\"EC\"")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\"}")]
    public async Task A_body_that_is_no_key_set_is_refused(string body)
    {
        using var key = ClientKeyPair.Es256();
        await AssertRefusedAsync(key, http => http.Response.WriteAsync(body), "The answer is no key set");
    }

    [Theory]
    [InlineData("{\"keys\":[]}")]
    [InlineData("{\"keys\":[{}]}")]
    [InlineData("{\"keys\":[{\"kty\":42}]}")]
    [InlineData("{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"key-1\"}]}")]
    [InlineData("{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"key-1\",\"n\":\"!\",\"e\":\"AQAB\"}]}")]
    [InlineData("{\"keys\":[{\"kty\":\"EC\",\"kid\":\"key-1\",\"crv\":\"P-256\",\"x\":\"AAAA\",\"y\":\"AAAA\"}]}")]
    [InlineData("{\"keys\":[{\"kty\":\"oct\",\"kid\":\"key-1\",\"k\":\"AAAA\"}]}")]
    [InlineData("{\"keys\":[{\"kty\":\"OKP\",\"kid\":\"key-1\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}]}")]
    public async Task A_set_without_a_usable_key_verifies_nothing(string body)
    {
        using var key = ClientKeyPair.Es256();
        var path = fixture.NewPath();
        fixture.Host.Answer(path, http => http.Response.WriteAsync(body));
        var client = await fixture.Server.CreateAssertionClientAsync(key, fixture.Host.UrlOf(path));

        await fixture.Server.AssertRefusedAsync(client, TokenAnswers.NoSuchKey);
    }

    [Fact]
    public async Task A_megabyte_is_refused_and_64_KiB_are_read()
    {
        using var key = ClientKeyPair.Es256();
        var json = key.ToJwks().ToJsonString();
        var path = fixture.NewPath();
        fixture.Host.Answer(path, http => http.Response.WriteAsync(json.PadRight(64 * 1024)));
        var client = await fixture.Server.CreateAssertionClientAsync(key, fixture.Host.UrlOf(path));

        await client.AssertGetsTokenAsync();
        await AssertRefusedAsync(key, http => http.Response.WriteAsync(json.PadRight((64 * 1024) + 1)), "The answer is larger than 65536 bytes.");
        await AssertRefusedAsync(key, http => http.Response.WriteAsync(json.PadRight(1024 * 1024)), "The answer is larger than 65536 bytes.");
    }

    [Fact]
    public async Task Headers_without_end_are_refused()
    {
        using var key = ClientKeyPair.Es256();
        await AssertRefusedAsync(
            key,
            http =>
            {
                http.Response.Headers["X-Filler"] = new string('a', 64 * 1024);
                return http.Response.WriteAsync(key.ToJwks().ToJsonString());
            },
            "The host cannot be reached");
    }

    [Fact]
    public async Task A_host_that_breaks_off_is_refused()
    {
        using var key = ClientKeyPair.Es256();
        await AssertRefusedAsync(
            key,
            async http =>
            {
                await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("{\"keys\":["));
                await http.Response.Body.FlushAsync();
                http.Abort();
            },
            "The host "); // Cannot be reached, or broke off: that depends on how far the answer got.
    }

    private async Task AssertRefusedAsync(ClientKeyPair key, RequestDelegate answer, string problem)
    {
        var path = fixture.NewPath();
        fixture.Host.Answer(path, answer);
        var client = await fixture.Server.CreateAssertionClientAsync(key, fixture.Host.UrlOf(path));

        await fixture.Server.AssertRefusedAsync(
            client, TokenAnswers.CannotBeHad, $"The keys at {fixture.Host.UrlOf(path)} could not be fetched: {problem}");

        Assert.Null(await fixture.StoredKeysAsync(path));
    }
}
