using System.Buffers;
using BenchmarkDotNet.Attributes;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Grants;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Benchmarks.Micro;

/// <summary>The steps of a token request, each alone.</summary>
[MemoryDiagnoser]
public class TokenSteps
{
    // As many as wait for one commit when a node is busy.
    private const int Batch = 1_000;

    // About that of an access token without its signature.
    private const int SigningInput = 700;

    private readonly byte[] _signature = new byte[64];
    private readonly byte[] _input = new byte[SigningInput];
    private readonly ArrayBufferWriter<byte> _output = new(4_096);
    private Workbench _bench = null!; // Each of these is set before anything is measured.
    private byte[] _form = null!;
    private OAuthRequest _assertion = null!;
    private IClients _clients = null!;
    private Client _client = null!;
    private SecretHasher _hasher = null!;
    private ClientAuthenticator _authenticator = null!;
    private AccessTokenIssuer _issuer = null!;
    private AccessToken _token = null!;
    private Signer _signer = null!;
    private IIssuances _issuances = null!;

    /// <summary>Starts a server in this process, and asks for what is measured.</summary>
    // The toolchain that measures in this process does not wait for a task here.
    [GlobalSetup]
    public void Start() => StartAsync().GetAwaiter().GetResult();

    /// <summary>Ends it.</summary>
    [GlobalCleanup]
    public void End() => _bench.DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>The form of a request with a secret.</summary>
    [Benchmark]
    public object ReadRequest() => OAuthRequest.Read(_form, default);

    /// <summary>A client that is in memory.</summary>
    [Benchmark]
    public ValueTask<Client?> FindClientAsync() => _clients.FindAsync(_bench.ClientId, CancellationToken.None);

    /// <summary>A secret against those of its client.</summary>
    [Benchmark]
    public int CheckSecret() => _hasher.FindMatch(_bench.Secret, _client.Secrets, ClientSecret.MaxActive);

    /// <summary>An assertion: parsed, checked against all rules and its signature verified; whether it was used before is the journal's affair.</summary>
    [Benchmark]
    public ValueTask<Result<AuthenticatedClient>> CheckAssertionAsync() => _authenticator.AuthenticateAsync(_assertion, CancellationToken.None);

    /// <summary>The claims of a token.</summary>
    [Benchmark]
    public void WriteClaims()
    {
        _output.ResetWrittenCount();
        _issuer.WriteClaims(_token, _output);
    }

    /// <summary>The signature alone.</summary>
    [Benchmark]
    public void Sign() => _signer.Sign(_input, _signature);

    /// <summary>A whole token: claims, encoding, signature.</summary>
    [Benchmark]
    public void WriteToken()
    {
        _output.ResetWrittenCount();
        _issuer.Write(_token, _output);
    }

    /// <summary>One record of a batch of a thousand, with its part of the commit.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public async Task AppendIssuanceAsync()
    {
        var pending = new Task<IssuanceOutcome>[Batch];
        for (var i = 0; i < Batch; i++)
        {
            var issuance = Issuance.Of(_token, null) with { TokenId = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()) };
            pending[i] = _issuances.RecordAsync(issuance, CancellationToken.None).AsTask();
        }

        if ((await Task.WhenAll(pending)).Any(outcome => outcome != IssuanceOutcome.Recorded))
        {
            throw new InvalidOperationException("A record was not kept.");
        }
    }

    private async Task StartAsync()
    {
        _bench = await Workbench.StartAsync();
        _form = _bench.SecretForm;
        _assertion = Good(OAuthRequest.Read(_bench.AssertionForm, default));
        (_clients, _hasher, _authenticator) = (_bench.Get<IClients>(), _bench.Get<SecretHasher>(), _bench.Get<ClientAuthenticator>());
        (_issuer, _issuances) = (_bench.Get<AccessTokenIssuer>(), _bench.Get<IIssuances>());
        _signer = _bench.Get<ISigningKeys>().Active(SignatureAlgorithms.ES256);

        var request = Good(OAuthRequest.Read(_form, default));
        var client = Good(await _authenticator.AuthenticateAsync(request, CancellationToken.None));
        _client = client.Client;
        _token = _issuer.Prepare(Good(ClientCredentialsGrant.Authorize(client, request)));
        Good(await _authenticator.AuthenticateAsync(_assertion, CancellationToken.None));
    }

    private static T Good<T>(Result<T> result)
        where T : class => result.Value ?? throw new InvalidOperationException(result.Error?.Reason);
}
