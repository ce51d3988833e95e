namespace ServiceAccounts.Contracts.Tenants;

/// <summary>The regions, and which of them this deployment is.</summary>
/// <param name="Current">The code of this deployment's region.</param>
/// <param name="Items">The regions, by code.</param>
public sealed record RegionsResponse(string Current, IReadOnlyList<RegionResponse> Items);

/// <summary>A region.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">What people call it.</param>
/// <param name="CloudRegion">The cloud provider's name of it; null where there is none.</param>
/// <param name="ApiBaseUrl">The base of every URL of its API.</param>
public sealed record RegionResponse(string Code, string Name, string? CloudRegion, string ApiBaseUrl);
