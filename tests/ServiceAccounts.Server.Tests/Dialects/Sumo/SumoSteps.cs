using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;

namespace ServiceAccounts.Server.Tests.Dialects.Sumo;

/// <summary>Steps of these tests; each must succeed.</summary>
internal static class SumoSteps
{
    /// <summary>The role that holds all of a tenant, as this API knows it.</summary>
    public const string TenantAdmin = "0000000000000002";

    /// <summary>The role that reads what there is.</summary>
    public const string Member = "0000000000000005";

    /// <summary>The role that calls the default Api.</summary>
    public const string ApiDefault = "0000000000000007";

    public static readonly string[] FullFamily = ["viewUsersAndRoles", "manageUsersAndRoles"];

    public static string Text(this JsonNode? node, string member) => node![member]!.GetValue<string>();

    public static IEnumerable<string> Texts(this JsonNode? node, string member) => node![member]!.AsArray().Select(one => one!.GetValue<string>());

    public static JsonArray List(params string[] texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    public static JsonObject NewAccount(params string[] roleIds) =>
        new() { ["name"] = ApiCaller.NewName(), ["email"] = "exporter@example.com", ["roleIds"] = List(roleIds) };

    public static JsonObject NewRole(params string[] capabilities) =>
        new() { ["name"] = ApiCaller.NewName(), ["capabilities"] = List(capabilities) };

    public static JsonObject NewClient(string runAsId, params string[] scopes) => new()
    {
        ["type"] = "ClientCredentialsClient",
        ["name"] = "exporter",
        ["description"] = "nightly",
        ["scopes"] = List(scopes),
        ["runAs"] = new JsonObject { ["type"] = "ServiceAccount", ["runAsId"] = runAsId },
    };

    public static string KeysOf(string accountId) => $"{SumoCaller.Accounts}/{accountId}/accessKeys";

    public static async Task<string> NewAccountAsync(this SumoCaller caller, params string[] roleIds) =>
        (await caller.PostAsync(SumoCaller.Accounts, NewAccount(roleIds))).Text("id");

    public static Task<JsonObject> NewKeyAsync(this SumoCaller caller, string accountId, JsonArray? scopes = null)
    {
        var request = new JsonObject { ["label"] = "key" };
        if (scopes is not null)
        {
            request["scopes"] = scopes;
        }

        return caller.PostAsync(KeysOf(accountId), request);
    }

    public static async Task<string> NewRoleAsync(this SumoCaller caller, params string[] capabilities) =>
        (await caller.PostAsync(SumoCaller.Roles, NewRole(capabilities))).Text("id");
}
