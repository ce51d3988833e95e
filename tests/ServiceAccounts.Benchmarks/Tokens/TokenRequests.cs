using System.Text;
using ServiceAccounts.Benchmarks.Tokens.Load;
using ServiceAccounts.Benchmarks.Tokens.Scenarios;
using ServiceAccounts.Protocol.Clients;

namespace ServiceAccounts.Benchmarks.Tokens;

/// <summary>The requests of a scenario's clients, as they go over the connection.</summary>
/// <param name="secret">The secret that all clients share.</param>
/// <param name="issuedToken">A token of the server's, for those that introspect.</param>
/// <param name="signer">What signs assertions.</param>
internal sealed class TokenRequests(string secret, string issuedToken, AssertionSigner signer)
{
    /// <summary>How many of what is mixed are refused.</summary>
    private const double RefusedOfMixed = 0.2;

    // In an order in which each comes as evenly as can be.
    private const string Mix = "gggwggiggu";

    private readonly Dictionary<(RequestKind, int), RequestSet> _made = [];
    private int _unknown;

    /// <summary>Requests of a kind, of so many clients; assertions are new each time, and there are <paramref name="single"/> of them.</summary>
    public RequestSet Of(RequestKind kind, int clients, int single)
    {
        if (kind == RequestKind.Assertion)
        {
            return new RequestSet(signer.Sign(single, AssertionForm));
        }

        if (!_made.TryGetValue((kind, clients), out var made))
        {
            _made[(kind, clients)] = made = Make(kind, clients);
        }

        return made;
    }

    /// <summary>Requests of clients that nobody knows, of the form that ours have: each costs a look-up.</summary>
    public RequestSet Unknown(int count) => new([.. Enumerable.Range(0, count).Select(_ => UnknownPost())], refusals: 1);

    private RequestSet Make(RequestKind kind, int clients)
    {
        var wrong = CredentialFormat.Create(CredentialFormat.ClientSecretPrefix);
        var numbers = Enumerable.Range(1, clients);
        return kind switch
        {
            RequestKind.Post => new([.. numbers.Select(number => Post(number, secret))]),
            RequestKind.Basic => new([.. numbers.Select(Basic)]),
            RequestKind.Wrong => new([.. numbers.Select(number => Post(number, wrong))], refusals: 1),
            RequestKind.Mixed => new([.. numbers.SelectMany(number => Mix.Select(letter => Mixed(letter, number, wrong)))], RefusedOfMixed),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    private byte[] Mixed(char letter, int number, string wrong) => letter switch
    {
        'g' => Post(number, secret),
        'w' => Post(number, wrong),
        'u' => UnknownPost(),
        _ => Request("/oauth2/introspect", $"{CredentialsOf(BulkAccounts.ClientIdOf(1), secret)}&token={issuedToken}"),
    };

    // From the other end of all ids than those of the accounts.
    private byte[] UnknownPost() => Request("/oauth2/token", Form($"{CredentialFormat.ClientIdPrefix}f{Interlocked.Increment(ref _unknown):x11}", secret));

    /// <summary>A request of the client with this number, with its secret in the form.</summary>
    public static byte[] Post(int number, string secret) => Request("/oauth2/token", Form(BulkAccounts.ClientIdOf(number), secret));

    private byte[] Basic(int number) => Request(
        "/oauth2/token", "grant_type=client_credentials",
        $"Authorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes($"{BulkAccounts.ClientIdOf(number)}:{secret}"))}\r\n");

    /// <summary>A request with this assertion.</summary>
    public static byte[] AssertionForm(string assertion) => Request(
        "/oauth2/token",
        "grant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
        + $"&client_assertion={assertion}");

    private static string Form(string clientId, string secret) => $"grant_type=client_credentials&{CredentialsOf(clientId, secret)}";

    private static string CredentialsOf(string clientId, string secret) => $"client_id={clientId}&client_secret={secret}";

    private static byte[] Request(string path, string body, string headers = "") => Encoding.ASCII.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {body.Length}\r\n\r\n{body}");
}
