using System.Text;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Tests.Clients;

public sealed class ClientSecretTests
{
    private readonly SecretHasher _hasher = new();

    public ClientSecretTests() => _hasher.Use([new SecretHashKey(1, [.. new byte[32]])]);

    [Fact]
    public async Task Every_secret_of_a_client_authenticates_also_beside_expired_ones_that_are_not_yet_gone()
    {
        var secrets = Enumerable.Range(0, 4).Select(_ => CredentialFormat.Create(CredentialFormat.ClientSecretPrefix)).ToArray();
        var client = TestClient.Of() with { Secrets = [.. secrets.Select(ToHash)] };

        for (var i = 0; i < secrets.Length; i++)
        {
            var authenticated = await CheckAsync(secrets[i], client);

            Assert.Equal(client.Secrets[i].Id, authenticated.Value?.CredentialId);
            Assert.Equal(client.Secrets[i].ExpiresAt, authenticated.Value?.CredentialExpiresAt);
        }
    }

    [Fact]
    public async Task A_wrong_secret_and_an_unknown_client_are_told_the_same()
    {
        var secret = CredentialFormat.Create(CredentialFormat.ClientSecretPrefix);
        var client = TestClient.Of() with { Secrets = [ToHash(CredentialFormat.Create(CredentialFormat.ClientSecretPrefix), 0)] };
        var (wrong, unknown, malformed) = (await CheckAsync(secret, client), await CheckAsync(secret, null), await CheckAsync("x", client));

        Assert.All([wrong, unknown, malformed], refused => Assert.Equal("invalid_client", refused.Error?.Error));
        Assert.Single(new[] { wrong, unknown, malformed }.Select(refused => refused.Error?.Description).Distinct());
    }

    [Theory]
    [InlineData(ClientAuthenticationMethod.PrivateKeyJwt, "authenticate by private_key_jwt.")]
    [InlineData(ClientAuthenticationMethod.TlsClientAuth, "authenticate by tls_client_auth.")]
    [InlineData(ClientAuthenticationMethod.Federated, "authenticate by federated.")]
    [InlineData(ClientAuthenticationMethod.ApiToken, "authenticate by api_token.")]
    public async Task A_client_of_another_method_is_sent_to_its_own_in_the_log_alone(ClientAuthenticationMethod method, string remedy)
    {
        var refused = await CheckAsync(
            CredentialFormat.Create(CredentialFormat.ClientSecretPrefix), TestClient.Of() with { AuthenticationMethod = method });

        Assert.EndsWith(remedy, refused.Error?.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(remedy, refused.Error?.Description, StringComparison.Ordinal);
    }

    private ClientSecretHash ToHash(string secret, int i) =>
        new(Guid.CreateVersion7(FixedTime.Noon.GetUtcNow()), _hasher.Hash(secret), FixedTime.Noon.GetUtcNow().AddDays(i));

    private async Task<Result<AuthenticatedClient>> CheckAsync(string secret, Client? client)
    {
        var request = OAuthRequest.Read([], new RequestHead("Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"{TestClient.Id}:{secret}"))));
        var proof = new ClientSecret(_hasher).Read(request.Value ?? throw new InvalidOperationException());
        return await proof.Value!.CheckAsync(client, CancellationToken.None);
    }
}
