using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>Says in the document what each parameter of a query is; they are read as texts, so that their refusals are in Snyk's words.</summary>
internal static class SnykParameters
{
    public static Task DescribeAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            (parameter.Description, parameter.Schema) = parameter.Name switch
            {
                SnykVersion.Parameter => ("The version of the API.", new OpenApiSchema { Type = JsonSchemaType.String, Pattern = SnykVersion.Form }),
                SnykPaging.Limit => ("The most items on the page.", new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Default = SnykPaging.DefaultLimit,
                    Minimum = $"{SnykPaging.Step}",
                    Maximum = $"{SnykPaging.MaxLimit}",
                    MultipleOf = SnykPaging.Step,
                }),
                SnykPaging.StartingAfter => ("After which item the page begins, as a link has it.", parameter.Schema),
                SnykPaging.EndingBefore => ("Before which item the page ends, as a link has it.", parameter.Schema),
                _ => (parameter.Description, parameter.Schema),
            };
        }

        return Task.CompletedTask;
    }
}
