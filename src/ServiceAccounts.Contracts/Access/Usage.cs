namespace ServiceAccounts.Contracts.Access;

/// <summary>What uses a thing that is to be deleted.</summary>
public sealed record UsageResponse
{
    /// <summary>How many users and service accounts.</summary>
    public required int Principals { get; init; }

    /// <summary>How many account groups.</summary>
    public required int Groups { get; init; }

    /// <summary>How many roles.</summary>
    public required int Roles { get; init; }

    /// <summary>How many applications.</summary>
    public required int Applications { get; init; }

    /// <summary>The first of them, at most 20.</summary>
    public required IReadOnlyList<UserOfThingResponse> First { get; init; }
}

/// <summary>One that uses a thing.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind"><c>user</c>, <c>service_account</c>, <c>group</c>, <c>role</c> or <c>application</c>.</param>
/// <param name="Name">What it is called; the <c>client_id</c> of an application.</param>
public sealed record UserOfThingResponse(Guid Id, string Kind, string Name);
