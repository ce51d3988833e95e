using Microsoft.AspNetCore.Mvc;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>The roles of a tenant, with their permissions.</summary>
internal static class SnykRoleEndpoints
{
    private const string Tenant = "tenant_id";
    private const string Role = "role_id";

    public static void Map(RouteGroupBuilder rest)
    {
        var roles = rest.MapGroup("/tenants/{tenant_id:guid}/roles").WithTags("TenantRole");
        roles.MapGet("/", ListAsync).WithName("SnykListTenantRoles").RefusesAsSnyk()
            .Produces<SnykList<SnykRole>>(200, JsonApi.MediaType).WithSummary("Lists the roles of a tenant, the system's first.");
        roles.MapPost("/", CreateAsync).WithName("SnykCreateTenantRole").RefusesAsSnyk()
            .Accepts<CreateSnykRole>(JsonApi.MediaType)
            .Produces<SnykDocument<SnykRole>>(201, JsonApi.MediaType).WithSummary("Makes a role.");
        roles.MapGet("/{role_id:guid}", GetAsync).WithName("SnykGetTenantRole").RefusesAsSnyk()
            .Produces<SnykDocument<SnykRole>>(200, JsonApi.MediaType).WithSummary("Shows a role.");
        roles.MapPatch("/{role_id:guid}", UpdateAsync).WithName("SnykUpdateTenantRole").RefusesAsSnyk()
            .Accepts<UpdateSnykRole>(JsonApi.MediaType)
            .Produces<SnykDocument<SnykRole>>(200, JsonApi.MediaType).WithSummary("Changes a role that the tenant made, for all who have it.");
        roles.MapDelete("/{role_id:guid}", DeleteAsync).WithName("SnykDeleteTenantRole").RefusesAsSnyk()
            .Produces(204).WithSummary("Deletes a role that the tenant made and nobody has.");
    }

    private static async Task<IResult> ListAsync(
        [FromRoute(Name = Tenant)] Guid tenant, [AsParameters] SnykCall call, [AsParameters] SnykPaging paging, string? name, string? custom,
        RoleOperations roles)
    {
        if (custom is not (null or "true" or "false"))
        {
            return SnykErrors.OfQuery(Refusal.Invalid("custom", "It is true or false."));
        }

        // The links of the answer repeat the filter, and no URL of ours has a secret in it.
        if (name is not null && CredentialFormat.FindIn(name).Any())
        {
            return SnykErrors.OfQuery(Refusal.Invalid("name", "It is a credential, and not the name of a role: replace the credential, which a URL has shown to others."));
        }

        if (paging.Read(out var invalid) is not { } page)
        {
            return new RefusalResult(invalid!); // Without a page there is a refusal.
        }

        var filter = new RoleFilter(null, name, custom is null ? null : custom == "false");
        var found = await roles.ListAsync(call.Caller, filter, page, call.CancellationToken);
        if (!found.Succeeded)
        {
            return found.Error.Fields.Count > 0
                ? SnykErrors.OfQuery(Refusal.Invalid("name", found.Error.Fields.Values.First()))
                : found.Error.ToSnyk();
        }

        var query = call.Query;
        Add(nameof(name), name);
        Add(nameof(custom), custom);
        return SnykCall.Answer(new SnykList<SnykRole>(
            [.. found.Value.Items.Select(SnykRole.Of)], paging.LinksOf(found.Value, PathOf(tenant), query)));

        void Add(string parameter, string? value)
        {
            if (value is not null)
            {
                query[parameter] = value;
            }
        }
    }

    private static async Task<IResult> CreateAsync(
        [FromRoute(Name = Tenant)] Guid tenant, [AsParameters] SnykCall call, CreateSnykRole? body, RoleOperations roles, Issuer issuer)
    {
        var checks = new SnykBody();
        if (checks.Has(body?.Data, "data"))
        {
            checks.CheckType(body.Data.Type, SnykRole.TypeName, isRequired: true);
            Check(checks, body.Data.Attributes, isNew: true);
        }

        if (checks.Refusal is not null || body?.Data?.Attributes is not { Permissions: { } permissions } attributes)
        {
            return checks.Refusal!; // Without attributes there is one.
        }

        var made = await roles.CreateAsync(
            call.Caller,
            new CreateRoleRequest
            {
                Name = attributes.Name,
                Description = attributes.Description,
                Level = SnykPermissions.LevelOf(permissions),
                Permissions = SnykPermissions.ToOurs(permissions),
            },
            call.CancellationToken);
        if (!made.Succeeded)
        {
            return made.Error.ToSnyk();
        }

        call.IsAt(issuer, $"{PathOf(tenant)}/{made.Value.Id}");
        return One(call, tenant, made.Value, StatusCodes.Status201Created);
    }

    private static async Task<IResult> GetAsync(
        [FromRoute(Name = Tenant)] Guid tenant, [FromRoute(Name = Role)] Guid id, [AsParameters] SnykCall call, RoleOperations roles)
    {
        var found = await roles.GetAsync(call.Caller, id, call.CancellationToken);
        return found.Succeeded ? One(call, tenant, found.Value) : found.Error.ToSnyk();
    }

    private static async Task<IResult> UpdateAsync(
        [FromRoute(Name = Tenant)] Guid tenant, [FromRoute(Name = Role)] Guid id, [AsParameters] SnykCall call, UpdateSnykRole? body,
        RoleOperations roles, RoleChange change)
    {
        // Before its body: what is not there has no wrong fields.
        var found = await roles.GetAsync(call.Caller, id, call.CancellationToken);
        if (!found.Succeeded)
        {
            return found.Error.ToSnyk();
        }

        var checks = new SnykBody();
        if (checks.Has(body?.Data, "data"))
        {
            checks.CheckType(body.Data.Type, SnykRole.TypeName, isRequired: true);
            checks.CheckId(body.Data.Id ?? id, id);
            Check(checks, body.Data.Attributes, isNew: false);
        }

        if (checks.Refusal is not null || body?.Data?.Attributes is not { } attributes)
        {
            return checks.Refusal!; // Without attributes there is one.
        }

        var changed = await change.UpdateAsync(
            call.Caller, id, expectedVersion: null,
            new UpdateRoleRequest
            {
                Name = attributes.Name is { } name ? new Optional<string?>(name) : default,
                Description = attributes.Description is { } description ? new Optional<string?>(description) : default,
                Permissions = attributes.Permissions is { } permissions
                    ? new Optional<IReadOnlyList<string>?>(SnykPermissions.ToOurs(permissions))
                    : default,
            },
            call.CancellationToken);
        return changed.Succeeded ? One(call, tenant, changed.Value) : changed.Error.ToSnyk();
    }

    private static async Task<IResult> DeleteAsync(
        [FromRoute(Name = Tenant)] Guid tenant, [FromRoute(Name = Role)] Guid id, [AsParameters] SnykCall call, RoleChange change)
    {
        _ = tenant; // It is the one in which the caller acts.
        var deleted = await change.DeleteAsync(call.Caller, id, expectedVersion: null, force: false, call.CancellationToken);
        return deleted.Succeeded ? TypedResults.NoContent() : deleted.Error.ToSnyk();
    }

    private static void Check(SnykBody checks, ChangedSnykRoleAttributes? attributes, bool isNew)
    {
        const string At = "data.attributes";
        if (!checks.Has(attributes, At))
        {
            return;
        }

        if (isNew)
        {
            checks.Has(attributes.Name, At + ".name");
            checks.Has(attributes.Description, At + ".description");
            checks.Has(attributes.Permissions, At + ".permissions");
        }
        else
        {
            checks.Has(attributes.Name ?? attributes.Description ?? (object?)attributes.Permissions, At);
        }

        checks.CheckLength(attributes.Name, At + ".name", SnykRole.MaxNameLength);
        checks.CheckLength(attributes.Description, At + ".description", SnykRole.MaxDescriptionLength);
        checks.CheckTexts(attributes.Permissions, At + ".permissions");
    }

    private static IResult One(SnykCall call, Guid tenant, RoleResponse role, int status = StatusCodes.Status200OK) =>
        SnykCall.Answer(
            new SnykDocument<SnykRole>(SnykRole.Of(role), new SnykLinks { Self = call.LinkTo($"{PathOf(tenant)}/{role.Id}") }), status);

    private static string PathOf(Guid tenant) => $"/tenants/{tenant}/roles";
}
