using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Keys;

namespace ServiceAccounts.Server.Outbound;

/// <summary>Fetches key sets from clients' URLs, or from where an issuer's discovery document says: https, no redirects, 2 seconds, 64 KiB.</summary>
internal sealed class KeySetClient : IDisposable
{
    private const int MaxAtOnce = 32;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan MinLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromMinutes(60);

    private readonly SemaphoreSlim _slots = new(MaxAtOnce);
    private readonly HttpClient _http;
    private readonly X509Certificate2Collection _trusted = [];

    public KeySetClient(IOptions<OutboundOptions> options, GuardedConnector connector)
    {
        if (options.Value.TrustedCertificates is { } path)
        {
            _trusted.ImportFromPemFile(path);
        }

        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = Timeout,
            MaxResponseHeadersLength = 16,

            // Old connections would outlive a change of the host's address, and so our check of it.
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            UseProxy = options.Value.Proxy is not null,
            Proxy = options.Value.Proxy is { } proxy ? new WebProxy(proxy) : null,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = IsTrusted;
        if (options.Value.Proxy is null)
        {
            handler.ConnectCallback = connector.ConnectAsync;
        }

        _http = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
    }

    /// <summary>The set, or why it could not be had; a sentence that says what to do.</summary>
    public async Task<KeySetAnswer> FetchAsync(KeySetUrl url, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        var answer = await TryFetchAsync(url, cancellationToken);
        KeyFetchMetrics.Fetched(answer, TimeProvider.System.GetElapsedTime(began));
        return answer;
    }

    private async Task<KeySetAnswer> TryFetchAsync(KeySetUrl url, CancellationToken cancellationToken)
    {
        if (!await _slots.WaitAsync(Timeout, cancellationToken))
        {
            return KeySetAnswer.Failed("Too many key sets are being fetched: ask again in a moment.") with { NotAsked = true };
        }

        try
        {
            // One clock for the whole exchange: a host that sends a byte a second does not hold us.
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Timeout);
            return await GetAsync(url, limit.Token);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            return KeySetAnswer.Failed(
                "There is no TLS connection to the host that can be trusted: its certificate must be for its name, valid now, and of a known "
                + "CA. ServiceAccounts:Outbound:TrustedCertificates can add one.");
        }
        catch (HttpRequestException e)
        {
            return KeySetAnswer.Failed($"The host cannot be reached: {WhyUnreachable(e.GetBaseException())}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return KeySetAnswer.Failed("The host took longer than 2 seconds.");
        }
        catch (IOException)
        {
            return KeySetAnswer.Failed("The host broke off its answer.");
        }
        finally
        {
            _slots.Release();
        }
    }

    // In our own words: the framework's repeat what the host sent, and a stranger's bytes go into no log and no answer.
    private static string WhyUnreachable(Exception innermost) => innermost switch
    {
        AddressRefusedException refused => refused.Message,
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
            "its name is not known.",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "it refuses connections.",
        SocketException => "the connection failed.",
        _ => "it does not answer in HTTP.",
    };

    public void Dispose()
    {
        _http.Dispose();
        _slots.Dispose();
    }

    // Both documents of an issuer within the same two seconds: who waits for them waits no longer than for keys alone.
    private async Task<KeySetAnswer> GetAsync(KeySetUrl url, CancellationToken cancellationToken)
    {
        var jwksUrl = url.Url;
        if (url.Issuer is { } issuer)
        {
            var found = await GetAsync(url.Url, "application/json", cancellationToken);
            var document = found.Body is { } body ? DiscoveryDocument.Read(body, issuer) : new DiscoveryDocument(null, found.Problem);
            if (document.JwksUri is null)
            {
                return KeySetAnswer.Failed($"The issuer's discovery document at {url.Shown}: {document.Problem}");
            }

            jwksUrl = document.JwksUri;
        }

        var answer = await GetAsync(jwksUrl, "application/jwk-set+json, application/json", cancellationToken);
        if (answer.Body is not { } json)
        {
            return KeySetAnswer.Failed(answer.Problem ?? "There is no answer.");
        }

        return ClientKeySet.TryParse(json, url.IsSpiffeBundle, out var keys, out var problem)
            ? new KeySetAnswer(keys, json, answer.Lifetime, null)
            : KeySetAnswer.Failed($"The answer is no key set: {problem}");
    }

    private async Task<(string? Body, TimeSpan Lifetime, string? Problem)> GetAsync(string address, string accept, CancellationToken cancellationToken)
    {
        var url = new Uri(address);
        if (url.Scheme != Uri.UriSchemeHttps)
        {
            return (null, default, "The URL is not https.");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.ParseAdd(accept);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return (null, default, $"The host answered {(int)response.StatusCode}; redirects are not followed.");
        }

        return await ReadAsync(response.Content, cancellationToken) is { } body
            ? (body, LifetimeOf(response.Headers.CacheControl), null)
            : (null, default, $"The answer is larger than {ClientKeySet.MaxBytes} bytes.");
    }

    private static async Task<string?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ClientKeySet.MaxBytes + 1);
        try
        {
            await using var body = await content.ReadAsStreamAsync(cancellationToken);
            var length = await body.ReadAtLeastAsync(
                buffer.AsMemory(0, ClientKeySet.MaxBytes + 1), ClientKeySet.MaxBytes + 1, throwOnEndOfStream: false, cancellationToken);
            return length <= ClientKeySet.MaxBytes ? Encoding.UTF8.GetString(buffer.AsSpan(0, length)) : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static TimeSpan LifetimeOf(CacheControlHeaderValue? cacheControl)
    {
        var asked = cacheControl switch
        {
            { NoStore: true } or { NoCache: true } => MinLifetime,
            { MaxAge: { } maxAge } => maxAge,
            _ => DefaultLifetime,
        };
        return TimeSpan.FromSeconds(Math.Clamp(asked.TotalSeconds, MinLifetime.TotalSeconds, MaxLifetime.TotalSeconds));
    }

    // The system's CAs, or else one of those that the operator added; the name must fit in either case.
    private bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || _trusted.Count == 0 || certificate is not X509Certificate2 leaf)
        {
            return errors == SslPolicyErrors.None;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_trusted);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1")); // serverAuth
        own.ChainPolicy.ExtraStore.AddRange(chain?.ChainElements.Select(element => element.Certificate).ToArray() ?? []);
        return own.Build(leaf);
    }
}

/// <summary>What a key host answered.</summary>
/// <param name="Keys">The set; null when it could not be had.</param>
/// <param name="Json">The set as it came.</param>
/// <param name="Lifetime">How long it may be used without asking again.</param>
/// <param name="Problem">Why it could not be had.</param>
internal sealed record KeySetAnswer(ClientKeySet? Keys, string? Json, TimeSpan Lifetime, string? Problem)
{
    /// <summary>Whether the host was not even asked, so that the problem is none of its own.</summary>
    public bool NotAsked { get; init; }

    public static KeySetAnswer Failed(string problem) => new(null, null, TimeSpan.Zero, problem);
}
