using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Server.Callers;

namespace ServiceAccounts.Server.Management;

/// <summary>
/// <c>Idempotency-Key</c>: a request that its sender repeats, because the answer was lost, is done once. The key is kept by the
/// transaction that does it; here it is read, and a repetition is refused while the first is still running on this node.
/// </summary>
internal sealed class IdempotentRequests(EarlierRequests earlier)
{
    /// <summary>The header.</summary>
    public const string Header = "Idempotency-Key";

    private const int MaxKeyLength = 64;

    private readonly ConcurrentDictionary<(Guid PrincipalId, string Key), bool> _running = new();

    /// <summary>Runs a request under its key, where it has one.</summary>
    public async ValueTask<object?> RunAsync(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next, IdempotentRoute route)
    {
        var http = invocation.HttpContext;
        var sent = http.Request.Headers[Header];
        if (sent.Count == 0)
        {
            return await next(invocation);
        }

        var key = sent.ToString();
        if (sent.Count > 1 || key.Length is 0 or > MaxKeyLength || key.Any(c => c is <= ' ' or > '~'))
        {
            return OperationError.Invalid(new Dictionary<string, string>
            {
                [Header] = $"It is sent once: 1 to {MaxKeyLength} visible ASCII characters.",
            }).ToProblem();
        }

        var at = IndexOfCaller(invocation);
        var who = invocation.GetArgument<AuthenticatedCaller>(at);
        var running = (who.Caller.PrincipalId, key);
        if (!_running.TryAdd(running, true))
        {
            return OperationError.InProgress().ToProblem();
        }

        try
        {
            var once = new Idempotency(key, await HashOfAsync(http), id => route.LocationOf(http, id));
            invocation.Arguments[at] = who with { Caller = who.Caller with { Idempotency = once } };
            var result = await next(invocation);
            if (RequestProblems.ProblemOf(result) is { StatusCode: not StatusCodes.Status401Unauthorized } refused
                && !refused.ProblemDetails.Extensions.ContainsKey(RequestProblems.Location)
                && await earlier.WhyNotAgainAsync(who.Caller, once, http.RequestAborted) is { } done)
            {
                // What was right when it was done may be wrong by now: that it was done is what its sender has to know.
                result = done.ToProblem();
            }

            ShowLocation(http, result);
            return result;
        }
        finally
        {
            _running.TryRemove(running, out _);
        }
    }

    // In the header, as with every other answer that says where something is, and for who sees only the body there too.
    private static void ShowLocation(HttpContext http, object? result)
    {
        if (RequestProblems.ProblemOf(result) is { } problem
            && problem.ProblemDetails.Extensions.TryGetValue(RequestProblems.Location, out var location)
            && location is string path)
        {
            var url = Answers.UrlOf(http, path);
            http.Response.Headers.Location = url;
            problem.ProblemDetails.Extensions[RequestProblems.Location] = url;
        }
    }

    private static int IndexOfCaller(EndpointFilterInvocationContext invocation)
    {
        for (var i = 0; i < invocation.Arguments.Count; i++)
        {
            if (invocation.Arguments[i] is AuthenticatedCaller)
            {
                return i;
            }
        }

        throw new InvalidOperationException("The handler of a route that is done once takes its caller.");
    }

    private static async Task<byte[]> HashOfAsync(HttpContext http)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in new[] { http.Request.Method, http.Request.Path.ToString(), ManagementSurface.TenantNamedBy(http) })
        {
            // None of them has a line feed in it: a path has it escaped, and a tenant that has one is none.
            hash.AppendData(Encoding.UTF8.GetBytes(part + "\n"));
        }

        // The middleware has the whole of it in memory, where there is one.
        if (http.Request.Body.CanSeek)
        {
            http.Request.Body.Position = 0;
            var buffer = new byte[4096];
            int read;
            while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
            {
                hash.AppendData(buffer, 0, read);
            }
        }

        return hash.GetHashAndReset();
    }
}

/// <summary>Marks a route whose requests are done once under an <c>Idempotency-Key</c>.</summary>
/// <param name="Location">
/// Where what was made can be read, below the root of the API: a path with the route's own parameters in it, and <c>{0}</c> for the
/// id of what was made.
/// </param>
internal sealed record IdempotentRoute(string Location)
{
    /// <summary>The path at which a request's work can be read.</summary>
    public string LocationOf(HttpContext http, Guid id)
    {
        var path = ManagementApi.Root + Location.Replace("{0}", id.ToString(), StringComparison.Ordinal);
        foreach (var (name, value) in http.Request.RouteValues)
        {
            path = path.Replace($"{{{name}}}", Uri.EscapeDataString(value?.ToString() ?? string.Empty), StringComparison.Ordinal);
        }

        return path;
    }
}
