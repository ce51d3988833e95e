using System.Security.Cryptography.X509Certificates;
using System.Text;
using ServiceAccounts.Protocol.Certificates;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Proofs;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Tests.Certificates;

/// <summary>RFC 8705 section 3: which tokens are bound to the certificate of the connection.</summary>
public sealed class ClientCertificateProofTests
{
    private static readonly X509Certificate2 Certificate = X509Certificate2.CreateFromPem(CertificateThumbprintTests.Rfc8705);

    [Theory]
    [InlineData("tls_client_auth", RequiredBinding.None, false, true)]
    [InlineData("self_signed_tls_client_auth", RequiredBinding.None, false, true)]
    [InlineData("self_signed_tls_client_auth", RequiredBinding.DPoP, true, true)]
    [InlineData("client_secret_basic", RequiredBinding.None, false, false)]
    [InlineData("client_secret_basic", RequiredBinding.Certificate, false, true)]
    [InlineData("client_secret_basic", RequiredBinding.Certificate, true, true)]
    [InlineData("client_secret_basic", RequiredBinding.Any, false, true)]
    [InlineData("client_secret_basic", RequiredBinding.Any, true, false)]
    [InlineData("client_secret_basic", RequiredBinding.DPoP, true, false)]
    [InlineData("client_secret_basic", RequiredBinding.CertificateAndDPoP, true, true)]
    public void Tokens_are_bound_where_that_is_wanted(string method, RequiredBinding required, bool hasDPoP, bool isBound)
    {
        var head = new RequestHead(null) { Certificate = Certificate, DPoP = hasDPoP ? "proof" : null };

        var possession = new ClientCertificateProof().Of(ClientOf(method, required), Request(head), null).Value;

        Assert.Equal(isBound ? CertificateThumbprint.Of(Certificate) : null, possession?.Binding?.CertificateThumbprint);
    }

    [Fact]
    public void A_connection_without_a_certificate_binds_nothing_and_does_not_meet_a_policy_that_wants_one()
    {
        var request = Request(new RequestHead(null));
        var client = ClientOf("client_secret_basic", RequiredBinding.Certificate);

        Assert.Same(Possession.None, new ClientCertificateProof().Of(client, request, null).Value);
        Assert.Equal("required_binding", new ProofOfPossession([new ClientCertificateProof()]).Of(client, request).Error?.Rule);
    }

    // RFC 8693 section 2: what is exchanged stays as bound as it was, whoever exchanges it.
    [Fact]
    public void A_token_that_comes_from_a_bound_one_is_bound_to_the_same_certificate()
    {
        var (client, api) = (ClientOf("client_secret_basic", RequiredBinding.None), TestClient.Access("https://api.example", "read", "read"));
        var granted = new AccessTokenGrant(client, api, "read")
        {
            MustProve = [new TokenBinding { CertificateThumbprint = CertificateThumbprint.Of(Certificate) }],
        };
        var proofs = new ProofOfPossession([new ClientCertificateProof()]);

        var possession = proofs.Of(client, Request(new RequestHead(null) { Certificate = Certificate }), granted).Value;

        Assert.Equal(CertificateThumbprint.Of(Certificate), possession?.Binding?.CertificateThumbprint);
        Assert.False(proofs.Of(client, Request(new RequestHead(null)), granted).Succeeded);
    }

    private static AuthenticatedClient ClientOf(string method, RequiredBinding required) =>
        new(TestClient.Of() with { Policy = new ClientPolicy { RequiredBinding = required } }, Guid.Empty) { Method = method };

    private static OAuthRequest Request(RequestHead head) =>
        OAuthRequest.Read(Encoding.ASCII.GetBytes("grant_type=client_credentials"), head).Value ?? throw new InvalidOperationException();
}
