namespace ServiceAccounts.Server.Health;

/// <summary>What probes are told: a word, and what is wrong where something is. No secret and no version: anybody may ask.</summary>
internal sealed record HealthAnswer(int StatusCode, string Status, params string[] Reasons)
{
    public const string LivePath = "/health/live";
    public const string ReadyPath = "/health/ready";

    /// <summary>What is wrong is that the database cannot be reached.</summary>
    public const string Database = "database";

    /// <summary>What is wrong is that records are on this node's disk and not in the database.</summary>
    public const string Spill = "spill";

    /// <summary>What is wrong is that it has been asked to end.</summary>
    public const string Stopping = "stopping";

    /// <summary>The process runs.</summary>
    public static HealthAnswer Live { get; } = new(StatusCodes.Status200OK, "live");

    /// <summary>Nothing is wrong.</summary>
    public static HealthAnswer Ready { get; } = new(StatusCodes.Status200OK, "ready");

    /// <summary>It has not begun, because it waits for its database.</summary>
    public static HealthAnswer Waiting { get; } = new(StatusCodes.Status503ServiceUnavailable, "waiting", Database);

    /// <summary>It issues tokens, and does not do all else.</summary>
    public static HealthAnswer Degraded(params string[] reasons) => new(StatusCodes.Status200OK, "degraded", reasons);

    /// <summary>It issues nothing.</summary>
    public static HealthAnswer Unavailable(params string[] reasons) => new(StatusCodes.Status503ServiceUnavailable, "unavailable", reasons);

    /// <summary>Sends it.</summary>
    public Task SendAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCode;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentType = "application/json";
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.WriteAsync(ToJson(), http.RequestAborted);
    }

    // Words of ours: nothing in them is escaped.
    private string ToJson() => Reasons.Length == 0
        ? $$"""{"status":"{{Status}}"}"""
        : $$"""{"status":"{{Status}}","reasons":["{{string.Join("\",\"", Reasons)}}"]}""";
}
