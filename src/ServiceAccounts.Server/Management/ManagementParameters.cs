using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ServiceAccounts.Management;

namespace ServiceAccounts.Server.Management;

/// <summary>Says in the document what each parameter means: one name means the same on every route.</summary>
internal static class ManagementParameters
{
    private static readonly FrozenDictionary<string, string> Meanings = new Dictionary<string, string>
    {
        ["limit"] = $"The most items on the page: 1 to {Paging.MaxLimit}, 50 unless given.",
        ["cursor"] = "Where the page begins: next_cursor of the page before.",
        ["q"] = "How the name begins, without regard to case.",
        ["status"] = "Those that are active, or inactive; who has expired is inactive.",
        ["auth_type"] = "Those born with this credential.",
        ["role_id"] = "Those to which this role is bound directly.",
        ["group_id"] = "Those in this account group.",
        ["label"] = "Those with this label, as key or key:value; up to five, all of which must match.",
        ["organization_id"] = "Those of this organization, or of all below this group.",
        ["parent_id"] = "Those that this group holds directly.",
        ["kind"] = "Those of this kind.",
        ["level"] = "Those bound by default at this kind of place.",
        ["system"] = "Those that every tenant has, or those of the tenant's own.",
        ["unused_since"] = "Those made before this time, none of whose credentials has been used since (RFC 3339).",
        ["expires_before"] = "Those that run out before this time, or one of whose working credentials does (RFC 3339).",
        ["unused_days"] = "For how many days a credential is unused before it counts as out of use: 1 to 365, 7 unless given.",
        ["force"] = "Takes it away from all who have it or use it, where it is in use.",
        ["permission"] = "The name of the permission.",
        ["api_id"] = "The Api that defines the permission.",
        ["client_id"] = "The client that asked, or that was changed.",
        ["outcome"] = "What was done, or what was refused.",
        ["action"] = "What was done: a whole action such as service_account.created, or its beginning up to the dot.",
        ["actor_id"] = "Who did it.",
        ["subject_id"] = "What it was done to.",
        ["principal_id"] = "The user or service account that it concerns.",
        ["from"] = "At this time or later (RFC 3339).",
        ["to"] = "Before this time (RFC 3339).",
        ["scope"] = "The tenant, or the whole server for who reads the journal at system.",
        ["order"] = "The newest first, or the oldest.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string[]> Words = new Dictionary<string, string[]>
    {
        ["status"] = ["active", "inactive"],
        ["auth_type"] = ["api_key", "oauth_client_secret", "oauth_private_key_jwt", "oauth_federated"],
        ["kind"] = ["group", "organization"],
        ["level"] = ["system", "tenant", "group", "organization"],
        ["outcome"] = ["done", "refused"],
        ["scope"] = ["tenant", "system"],
        ["order"] = ["desc", "asc"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static Task DescribeAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Parameters ??= [];
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Query && p.Name is not null))
        {
            parameter.Description ??= Meanings.GetValueOrDefault(parameter.Name!); // It has one: see above.
            if (parameter.Schema is OpenApiSchema schema && Words.TryGetValue(parameter.Name!, out var words))
            {
                schema.Enum = [.. words.Select(word => (JsonNode)JsonValue.Create(word))];
            }
        }

        if (TakesIfMatch(context))
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "If-Match",
                In = ParameterLocation.Header,
                Description = "The ETag of what is to be changed, as it was read. Where it has been changed since: 412 stale.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        operation.Parameters.Add(new OpenApiParameter
        {
            Name = ManagementSurface.TenantParameter,
            In = ParameterLocation.Query,
            Description = "The tenant in which to act, for who holds a role at system; the caller's own unless given.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
        });
        return Task.CompletedTask;
    }

    private static bool TakesIfMatch(OpenApiOperationTransformerContext context) =>
        context.Description.ActionDescriptor.EndpointMetadata.OfType<MethodInfo>()
            .Any(handler => handler.GetParameters().Any(parameter => parameter.ParameterType == typeof(IfMatch)));
}
