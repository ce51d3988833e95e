using ServiceAccounts.Management.Access;

namespace ServiceAccounts.Server.Surfaces;

/// <summary>One of our own APIs: where it is, how a request to it names a tenant, and in which words it refuses.</summary>
internal interface ISurface
{
    /// <summary>Its name: in the journal, in settings, and of its OpenAPI document.</summary>
    string Name { get; }

    /// <summary>Whether a path is one of its own, whatever route there is.</summary>
    bool Owns(PathString path);

    /// <summary>Why a request is not even read, before anybody asks who sent it; null where it is.</summary>
    Refusal? WhyUnreadable(HttpContext http) => null;

    /// <summary>The tenant that a request names, looked for once its sender is known.</summary>
    ValueTask<NamedTenant> FindTenantAsync(HttpContext http, CancellationToken cancellationToken);

    /// <summary>Whether a caller that is known is served now, where this API limits how much one asks.</summary>
    Admission Admit(HttpContext http, Caller caller) => Admission.Free;

    /// <summary>Answers with a refusal in the words of this API.</summary>
    Task RefuseAsync(HttpContext http, Refusal refusal);
}

/// <summary>What a request says of the tenant in which it is to be done.</summary>
// No record: to name none and to name one that does not exist are two things, with the same members.
internal sealed class NamedTenant
{
    private NamedTenant()
    {
    }

    /// <summary>It says nothing: its sender's own is meant.</summary>
    public static NamedTenant None { get; } = new();

    /// <summary>It names one that does not exist.</summary>
    public static NamedTenant Unknown { get; } = new();

    /// <summary>The tenant, where it names one.</summary>
    public Guid? Id { get; private init; }

    /// <summary>Why it is refused, where what it says is no name of a tenant.</summary>
    public Refusal? Refusal { get; private init; }

    /// <summary>It names this one; whether that exists for its sender is another question.</summary>
    public static NamedTenant Of(Guid id) => new() { Id = id };

    /// <summary>It names one, or one that does not exist.</summary>
    public static NamedTenant OfFound(Guid? id) => id is { } found ? Of(found) : Unknown;

    /// <summary>What it says cannot be understood.</summary>
    public static NamedTenant Refused(Refusal refusal) => new() { Refusal = refusal };
}
