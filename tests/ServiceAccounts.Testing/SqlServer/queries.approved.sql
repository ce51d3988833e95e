-- ServiceAccounts.Management.Access.AccessChange
SELECT TOP(@p) [a].[group_id], [a].[principal_id], [a].[created_at]
FROM [account_group_members] AS [a]
WHERE [a].[principal_id] = @Id
ORDER BY [a].[created_at]

GO

-- ServiceAccounts.Management.Access.AccessChange
SELECT TOP(@p) [a].[id], [a].[created_at], [a].[description], [a].[name], [a].[normalized_name], [a].[tenant_id], [a].[updated_at], [a].[version]
FROM [account_groups] AS [a]
WHERE [a].[id] IN (
    SELECT [c].[value]
    FROM OPENJSON(@concerned) WITH ([value] uniqueidentifier '$') AS [c]
)
ORDER BY [a].[id]

GO

-- ServiceAccounts.Management.Access.AccessChange
SELECT TOP(@p) [d].[principal_id], [d].[api_id], [d].[name], [d].[created_at]
FROM [direct_grants] AS [d]
WHERE [d].[principal_id] = @Id
ORDER BY [d].[created_at]

GO

-- ServiceAccounts.Management.Access.AccessChange
SELECT TOP(@p) [r].[id], [r].[created_at], [r].[place_id], [r].[place_kind], [r].[principal_id], [r].[role_id]
FROM [role_bindings] AS [r]
WHERE [r].[principal_id] = @Id
ORDER BY [r].[created_at]

GO

-- ServiceAccounts.Management.Access.AccessRows
SELECT TOP(2) [t].[name]
FROM [tenants] AS [t]
WHERE [t].[id] = @caller_Tenant_TenantId

GO

-- ServiceAccounts.Management.Access.AccessRows
SELECT [o].[id], [o].[created_at], [o].[kind], [o].[name], [o].[parent_id], [o].[slug], [o].[tenant_id], [o].[version]
FROM [organizations] AS [o]
WHERE [o].[tenant_id] = @caller_Tenant_TenantId AND [o].[id] IN (@ids1, @ids2)

GO

-- ServiceAccounts.Management.Access.AccessSubject
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [principals] AS [p]
        WHERE [p].[id] = @id AND [p].[tenant_id] = @caller_Tenant_TenantId) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Access.AccessSubject
SELECT [p].[id]
FROM [principals] AS [p]
WHERE [p].[id] IN (
    SELECT [i].[value]
    FROM OPENJSON(@ids) WITH ([value] uniqueidentifier '$') AS [i]
) AND [p].[tenant_id] = @caller_Tenant_TenantId

GO

-- ServiceAccounts.Management.Access.ApiChange
-- ServiceAccounts.Management.Access.ApiOperations
SELECT [a1].[id], [a1].[created_at], [a1].[identifier], [a1].[includes_groups], [a1].[includes_roles], [a1].[includes_status], [a1].[introspection_clients], [a1].[maximum_ttl_seconds], [a1].[name], [a1].[signing_algorithm], [a1].[tenant_id], [a1].[version], [a0].[api_id], [a0].[name]
FROM (
    SELECT TOP(2) [a].[id], [a].[created_at], [a].[identifier], [a].[includes_groups], [a].[includes_roles], [a].[includes_status], [a].[introspection_clients], [a].[maximum_ttl_seconds], [a].[name], [a].[signing_algorithm], [a].[tenant_id], [a].[version]
    FROM [apis] AS [a]
    WHERE [a].[tenant_id] = @caller_Tenant_TenantId AND [a].[id] = @id
) AS [a1]
LEFT JOIN [api_permissions] AS [a0] ON [a1].[id] = [a0].[api_id]
ORDER BY [a1].[id], [a0].[api_id]

GO

-- ServiceAccounts.Management.Access.ApiChange
SELECT COUNT(*)
FROM (
    SELECT TOP(@p) 1 AS empty
    FROM [applications] AS [a]
    WHERE 0 = 1
) AS [a0]

GO

-- ServiceAccounts.Management.Access.ApiChange
SELECT COUNT(*)
FROM (
    SELECT TOP(@p) 1 AS empty
    FROM [applications] AS [a]
    WHERE [a].[tenant_id] = @api_TenantId AND [a].[default_api_id] = @api_Id
) AS [a0]

GO

-- ServiceAccounts.Management.Access.ApiChange
SELECT TOP(@p) [a].[id], [a].[access_token_ttl_seconds], [a].[allowed_scopes], [a].[allows_token_endpoint_audience], [a].[assertion_max_lifetime_seconds], [a].[authentication_method], [a].[client_id], [a].[created_at], [a].[created_by_id], [a].[default_api_id], [a].[description], [a].[enabled], [a].[name], [a].[policy], [a].[principal_id], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
FROM [applications] AS [a]
WHERE 0 = 1
ORDER BY [a].[id]

GO

-- ServiceAccounts.Management.Access.ApiChange
SELECT TOP(@p) [a].[id], [a].[access_token_ttl_seconds], [a].[allowed_scopes], [a].[allows_token_endpoint_audience], [a].[assertion_max_lifetime_seconds], [a].[authentication_method], [a].[client_id], [a].[created_at], [a].[created_by_id], [a].[default_api_id], [a].[description], [a].[enabled], [a].[name], [a].[policy], [a].[principal_id], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
FROM [applications] AS [a]
WHERE [a].[tenant_id] = @api_TenantId AND [a].[default_api_id] = @api_Id
ORDER BY [a].[id]

GO

-- ServiceAccounts.Management.Access.ApiCreation
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [apis] AS [a]
        WHERE [a].[identifier] IN (@same1, @same2)) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Access.ApiCreation
SELECT COUNT(*)
FROM [apis] AS [a]
WHERE [a].[tenant_id] = @caller_Tenant_TenantId

GO

-- ServiceAccounts.Management.Access.ApiCreation
SELECT TOP(2) [t].[id], [t].[created_at], [t].[default_api_id], [t].[host_label], [t].[identifier_prefixes], [t].[maximum_service_accounts], [t].[maximum_ttl_seconds], [t].[minimum_ttl_seconds], [t].[name], [t].[policy], [t].[realm], [t].[region], [t].[version]
FROM [tenants] AS [t]
WHERE [t].[id] = @caller_Tenant_TenantId

GO

-- ServiceAccounts.Management.Access.ApiRequest
SELECT COUNT(*)
FROM [apis] AS [a]
INNER JOIN [api_permissions] AS [a0] ON [a].[id] = [a0].[api_id]
WHERE [a].[tenant_id] = @caller_Tenant_TenantId

GO

-- ServiceAccounts.Management.Access.ApiRequest
SELECT COUNT(*)
FROM [applications] AS [a]
WHERE [a].[tenant_id] = @caller_Tenant_TenantId AND [a].[client_id] IN (
    SELECT [r].[value]
    FROM OPENJSON(@read) WITH ([value] nvarchar(64) '$') AS [r]
)

GO

-- ServiceAccounts.Management.Access.Ceiling
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [role_bindings] AS [r]
        WHERE [r].[place_kind] = N'System' AND [r].[principal_id] IN (
            SELECT [a].[principal_id]
            FROM [account_group_members] AS [a]
            WHERE [a].[group_id] = @group_Id
        )) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Access.Ceiling
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [role_bindings] AS [r]
        WHERE [r].[place_kind] = N'System' AND [r].[principal_id] IN (
            SELECT [p].[id]
            FROM [principals] AS [p]
            WHERE [p].[id] IN (@principalIds1, @principalIds2)
        )) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Access.Ceiling
SELECT TOP(1) [a].[policy]
FROM [applications] AS [a]
WHERE [a].[client_id] = @clientId

GO

-- ServiceAccounts.Management.Access.EndingBindings
SELECT TOP(@p) [a].[id], [a].[created_at], [a].[group_id], [a].[place_id], [a].[place_kind], [a].[role_id]
FROM [account_group_bindings] AS [a]
WHERE [a].[place_id] = @id
ORDER BY [a].[id]

GO

-- ServiceAccounts.Management.Access.EndingBindings
SELECT TOP(@p) [a].[id], [a].[created_at], [a].[group_id], [a].[place_id], [a].[place_kind], [a].[role_id]
FROM [account_group_bindings] AS [a]
WHERE [a].[role_id] = @role_Id
ORDER BY [a].[id]

GO

-- ServiceAccounts.Management.Access.EndingBindings
SELECT TOP(@p) [r].[id], [r].[created_at], [r].[place_id], [r].[place_kind], [r].[principal_id], [r].[role_id]
FROM [role_bindings] AS [r]
WHERE [r].[place_id] = @id
ORDER BY [r].[id]

GO

-- ServiceAccounts.Management.Access.EndingBindings
SELECT TOP(@p) [r].[id], [r].[created_at], [r].[place_id], [r].[place_kind], [r].[principal_id], [r].[role_id]
FROM [role_bindings] AS [r]
WHERE [r].[role_id] = @role_Id
ORDER BY [r].[id]

GO

-- ServiceAccounts.Management.Access.GroupAccessChange
-- ServiceAccounts.Management.Access.GroupRows
SELECT TOP(@p) [a].[id], [a].[created_at], [a].[group_id], [a].[place_id], [a].[place_kind], [a].[role_id]
FROM [account_group_bindings] AS [a]
WHERE [a].[group_id] = @group_Id
ORDER BY [a].[id]

GO

-- ServiceAccounts.Management.Access.GroupAccessChange
SELECT TOP(@p) [a].[group_id], [a].[api_id], [a].[name], [a].[created_at]
FROM [account_group_grants] AS [a]
WHERE [a].[group_id] = @group_Id
ORDER BY [a].[api_id], [a].[name]

GO

-- ServiceAccounts.Management.Access.GroupAccessOperations
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [account_group_bindings] AS [a]
        WHERE [a].[group_id] = @groupId AND [a].[role_id] = @role_Id AND [a].[place_id] = @placeId) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Access.GroupAccessOperations
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [account_group_grants] AS [a]
        WHERE [a].[group_id] = @groupId AND [a].[api_id] = @permission_ApiId AND [a].[name] = @permission_Name) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Access.GroupAccessOperations
SELECT COUNT(*)
FROM [account_group_bindings] AS [a]
WHERE [a].[group_id] = @groupId

GO

-- ServiceAccounts.Management.Access.GroupAccessOperations
SELECT COUNT(*)
FROM [account_group_grants] AS [a]
WHERE [a].[group_id] = @groupId

GO

-- ServiceAccounts.Management.Access.GroupAccessOperations
SELECT TOP(2) [a].[id], [a].[created_at], [a].[group_id], [a].[place_id], [a].[place_kind], [a].[role_id]
FROM [account_group_bindings] AS [a]
WHERE [a].[id] = @bindingId AND [a].[group_id] = @groupId

GO

-- ServiceAccounts.Management.Access.GroupAccessOperations
SELECT TOP(@p) [a].[group_id], [a].[api_id], [a].[name], [a].[created_at]
FROM [account_group_grants] AS [a]
WHERE [a].[group_id] = @groupId
ORDER BY [a].[api_id], [a].[name]

GO

-- ServiceAccounts.Management.Access.GroupAccessOperations
SELECT TOP(@p) [a].[group_id], [a].[api_id], [a].[name], [a].[created_at]
FROM [account_group_grants] AS [a]
WHERE [a].[group_id] = @groupId AND [a].[name] = @permission
ORDER BY [a].[api_id]

GO

-- ServiceAccounts.Management.Access.GroupAccessOperations
SELECT TOP(@p) [a].[id], [a].[created_at], [a].[group_id], [a].[place_id], [a].[place_kind], [a].[role_id]
FROM [account_group_bindings] AS [a]
WHERE [a].[group_id] = @groupId
ORDER BY [a].[id]

GO

-- ServiceAccounts.Management.Access.GroupMemberOperations
-- ServiceAccounts.Management.Access.GroupOperations
SELECT COUNT(*)
FROM [account_group_members] AS [a]
WHERE [a].[group_id] = @group_Id

GO

-- ServiceAccounts.Management.Access.GroupMemberOperations
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [account_group_members] AS [a]
        WHERE [a].[principal_id] IN (@added1, @added2)
        GROUP BY [a].[principal_id]
        HAVING COUNT(*) >= 1000) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Access.GroupMemberOperations
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [principals] AS [p]
        WHERE [p].[id] = @principalId AND [p].[tenant_id] = @caller_Tenant_TenantId) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Access.GroupMemberOperations
SELECT COUNT(*)
FROM (
    SELECT 1 AS empty
    FROM [users] AS [u]
    WHERE [u].[tenant_id] = @group_TenantId
    UNION ALL
    SELECT 1 AS empty
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @group_TenantId
) AS [u0]

GO

-- ServiceAccounts.Management.Access.GroupMemberOperations
SELECT COUNT(*)
FROM [principals] AS [p]
WHERE [p].[tenant_id] = @caller_Tenant_TenantId AND [p].[id] IN (@ids1, @ids2)

GO

-- ServiceAccounts.Management.Access.GroupMemberOperations
SELECT TOP(2) [a].[group_id], [a].[principal_id], [a].[created_at]
FROM [account_group_members] AS [a]
WHERE [a].[group_id] = @group_Id AND [a].[principal_id] = @principalId

GO

-- ServiceAccounts.Management.Access.GroupMemberOperations
SELECT TOP(@p) [a].[group_id], [a].[principal_id], [a].[created_at]
FROM [account_group_members] AS [a]
WHERE [a].[group_id] = @groupId AND [a].[principal_id] IN (
    SELECT [p].[value]
    FROM OPENJSON(@principalIds) WITH ([value] uniqueidentifier '$') AS [p]
)
ORDER BY [a].[principal_id]

GO

-- ServiceAccounts.Management.Access.GroupMemberOperations
SELECT [a].[id], [a2].[principal_id], [a2].[group_id]
FROM [account_groups] AS [a]
LEFT JOIN (
    SELECT [a1].[principal_id], [a1].[group_id], [a1].[created_at]
    FROM (
        SELECT [a0].[principal_id], [a0].[group_id], ROW_NUMBER() OVER(PARTITION BY [a0].[group_id] ORDER BY [a0].[created_at], [a0].[principal_id]) AS [row], [a0].[created_at]
        FROM [account_group_members] AS [a0]
    ) AS [a1]
    WHERE [a1].[row] <= 1000
) AS [a2] ON [a].[id] = [a2].[group_id]
WHERE [a].[tenant_id] = @caller_Tenant_TenantId AND [a].[id] IN (
    SELECT [g].[value]
    FROM OPENJSON(@groupIds) WITH ([value] uniqueidentifier '$') AS [g]
)
ORDER BY [a].[id], [a2].[group_id], [a2].[created_at], [a2].[principal_id]

GO

-- ServiceAccounts.Management.Access.GroupMemberOperations
SELECT [a].[principal_id]
FROM [account_group_members] AS [a]
WHERE [a].[group_id] = @group_Id AND [a].[principal_id] IN (@ids1, @ids2)

GO

-- ServiceAccounts.Management.Access.GroupOperations
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [account_groups] AS [a]
        WHERE [a].[tenant_id] = @group_TenantId AND [a].[normalized_name] = @group_NormalizedName AND [a].[id] <> @group_Id) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Access.GroupOperations
SELECT COUNT(*)
FROM [account_groups] AS [a]
WHERE [a].[tenant_id] = @caller_Tenant_TenantId

GO

-- ServiceAccounts.Management.Access.GroupRows
SELECT TOP(2) [a].[id], [a].[created_at], [a].[description], [a].[name], [a].[normalized_name], [a].[tenant_id], [a].[updated_at], [a].[version]
FROM [account_groups] AS [a]
WHERE [a].[tenant_id] = @caller_Tenant_TenantId AND [a].[id] = @id

GO

-- ServiceAccounts.Management.Access.GroupRows
SELECT TOP(@p) [a].[api_id], [a].[name]
FROM [account_group_grants] AS [a]
WHERE [a].[group_id] = @group_Id
ORDER BY [a].[api_id], [a].[name]

GO

-- ServiceAccounts.Management.Access.GroupWithMembers
SELECT TOP(2) [a].[id], [a].[created_at], [a].[description], [a].[name], [a].[normalized_name], [a].[tenant_id], [a].[updated_at], [a].[version]
FROM [account_groups] AS [a]
WHERE [a].[tenant_id] = @caller_Tenant_TenantId AND [a].[id] = @made_Value_Value_Id

GO

-- ServiceAccounts.Management.Access.HolderOperations
SELECT COUNT(*)
FROM (
    SELECT 1 AS empty
    FROM [users] AS [u]
    WHERE [u].[tenant_id] = @tenantId
    UNION ALL
    SELECT 1 AS empty
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId
) AS [u0]

GO

-- ServiceAccounts.Management.Access.HolderOperations
SELECT COUNT(*)
FROM [service_accounts] AS [s]
WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] IN (
    SELECT [p].[value]
    FROM OPENJSON(@places) WITH ([value] uniqueidentifier '$') AS [p]
)

GO

-- ServiceAccounts.Management.Access.HolderOperations
SELECT [s].[id]
FROM [service_accounts] AS [s]
WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] IN (
    SELECT [p].[value]
    FROM OPENJSON(@places) WITH ([value] uniqueidentifier '$') AS [p]
) AND [s].[id] IN (
    SELECT [i].[value]
    FROM OPENJSON(@ids) WITH ([value] uniqueidentifier '$') AS [i]
)

GO

-- ServiceAccounts.Management.Access.HolderOperations
SELECT [u0].[Id]
FROM (
    SELECT [u].[id] AS [Id]
    FROM [users] AS [u]
    WHERE [u].[tenant_id] = @tenantId
    UNION ALL
    SELECT [s].[id] AS [Id]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId
) AS [u0]
WHERE [u0].[Id] IN (
    SELECT [i].[value]
    FROM OPENJSON(@ids) WITH ([value] uniqueidentifier '$') AS [i]
)

GO

-- ServiceAccounts.Management.Access.HolderRows
-- ServiceAccounts.Management.Accounts.AccountRows
SELECT TOP(@p) [a].[group_id], [a].[principal_id], [a].[created_at]
FROM [account_group_members] AS [a]
WHERE [a].[principal_id] IN (
    SELECT [i].[value]
    FROM OPENJSON(@ids) WITH ([value] uniqueidentifier '$') AS [i]
)
ORDER BY [a].[created_at]

GO

-- ServiceAccounts.Management.Access.HolderRows
-- ServiceAccounts.Storage.Accounts.AccountNames
SELECT [s].[id] AS [Id], [s].[handle] AS [Handle]
FROM [service_accounts] AS [s]
WHERE [s].[id] IN (
    SELECT [i].[value]
    FROM OPENJSON(@ids) WITH ([value] uniqueidentifier '$') AS [i]
) AND [s].[tenant_id] = @tenantId

GO

-- ServiceAccounts.Management.Access.HolderRows
-- ServiceAccounts.Storage.Accounts.AccountNames
SELECT [u].[id] AS [Id], [u].[email] AS [Email]
FROM [users] AS [u]
WHERE [u].[id] IN (
    SELECT [i].[value]
    FROM OPENJSON(@ids) WITH ([value] uniqueidentifier '$') AS [i]
) AND [u].[tenant_id] = @tenantId

GO

-- ServiceAccounts.Management.Access.HolderRows
SELECT TOP(@p) [d].[principal_id], [d].[api_id], [d].[name], [d].[created_at]
FROM [direct_grants] AS [d]
WHERE [d].[principal_id] IN (
    SELECT [i].[value]
    FROM OPENJSON(@ids) WITH ([value] uniqueidentifier '$') AS [i]
)
ORDER BY [d].[api_id], [d].[name]

GO

-- ServiceAccounts.Management.Access.HolderRows
SELECT TOP(@p) [r].[id], [r].[created_at], [r].[place_id], [r].[place_kind], [r].[principal_id], [r].[role_id]
FROM [role_bindings] AS [r]
WHERE [r].[principal_id] IN (
    SELECT [i].[value]
    FROM OPENJSON(@ids) WITH ([value] uniqueidentifier '$') AS [i]
)
ORDER BY [r].[id]

GO

-- ServiceAccounts.Management.Access.LastAdministrator
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [role_bindings] AS [r]
        WHERE [r].[role_id] = @SuperAdmin_Id AND EXISTS (
            SELECT 1
            FROM [principals] AS [p]
            WHERE [p].[id] = @principalId AND [p].[id] = [r].[principal_id])) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Access.LastAdministrator
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [role_bindings] AS [r]
        WHERE [r].[role_id] = @SuperAdmin_Id AND EXISTS (
            SELECT 1
            FROM [principals] AS [p]
            WHERE [p].[tenant_id] = @tenantId AND [p].[id] = [r].[principal_id])) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Access.LastAdministrator
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [role_bindings] AS [r]
        WHERE [r].[role_id] = @SuperAdmin_Id AND NOT EXISTS (
            SELECT 1
            FROM [principals] AS [p]
            WHERE [p].[id] = @principalId AND [p].[id] = [r].[principal_id]) AND EXISTS (
            SELECT 1
            FROM [principals] AS [p0]
            WHERE [p0].[id] = [r].[principal_id] AND [p0].[status] = N'Active') AND NOT EXISTS (
            SELECT 1
            FROM [service_accounts] AS [s]
            WHERE [s].[id] = [r].[principal_id] AND [s].[expires_at] IS NOT NULL)) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Access.LastAdministrator
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [role_bindings] AS [r]
        WHERE [r].[role_id] = @SuperAdmin_Id AND NOT EXISTS (
            SELECT 1
            FROM [principals] AS [p]
            WHERE [p].[tenant_id] = @tenantId AND [p].[id] = [r].[principal_id]) AND EXISTS (
            SELECT 1
            FROM [principals] AS [p0]
            WHERE [p0].[id] = [r].[principal_id] AND [p0].[status] = N'Active') AND NOT EXISTS (
            SELECT 1
            FROM [service_accounts] AS [s]
            WHERE [s].[id] = [r].[principal_id] AND [s].[expires_at] IS NOT NULL)) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Access.NamedPrincipal
SELECT [s].[id], [s].[name], [s].[organization_id]
FROM [service_accounts] AS [s]
WHERE [s].[id] IN (@ids1, @ids2)

GO

-- ServiceAccounts.Management.Access.NamedPrincipal
SELECT [u].[id], [u].[name]
FROM [users] AS [u]
WHERE [u].[id] IN (@ids1, @ids2)

GO

-- ServiceAccounts.Management.Access.NamedPrincipal
UPDATE [s]
SET [s].[version] = [s].[version] + CAST(1 AS bigint),
    [s].[updated_at] = @p,
    [s].[updated_by_id] = @p2,
    [s].[updated_by_name] = @p3,
    [s].[updated_by_kind] = @p4
FROM [service_accounts] AS [s]
WHERE [s].[id] IN (
    SELECT [a].[principal_id]
    FROM [account_group_members] AS [a]
    WHERE [a].[group_id] = @group_Id
)

GO

-- ServiceAccounts.Management.Access.NamedPrincipal
UPDATE [s]
SET [s].[version] = [s].[version] + CAST(1 AS bigint),
    [s].[updated_at] = @p,
    [s].[updated_by_id] = @p2,
    [s].[updated_by_name] = @p3,
    [s].[updated_by_kind] = @p4
FROM [service_accounts] AS [s]
WHERE [s].[id] IN (
    SELECT [p].[id]
    FROM [principals] AS [p]
    WHERE [p].[id] IN (@ids1, @ids2)
)

GO

-- ServiceAccounts.Management.Access.NamedPrincipal
UPDATE [u]
SET [u].[version] = [u].[version] + CAST(1 AS bigint),
    [u].[updated_at] = @p
FROM [users] AS [u]
WHERE [u].[id] IN (
    SELECT [a].[principal_id]
    FROM [account_group_members] AS [a]
    WHERE [a].[group_id] = @group_Id
)

GO

-- ServiceAccounts.Management.Access.NamedPrincipal
UPDATE [u]
SET [u].[version] = [u].[version] + CAST(1 AS bigint),
    [u].[updated_at] = @p
FROM [users] AS [u]
WHERE [u].[id] IN (
    SELECT [p].[id]
    FROM [principals] AS [p]
    WHERE [p].[id] IN (@ids1, @ids2)
)

GO

-- ServiceAccounts.Management.Access.PermissionOperations
SELECT TOP(@p) [a].[id], [a].[created_at], [a].[identifier], [a].[includes_groups], [a].[includes_roles], [a].[includes_status], [a].[introspection_clients], [a].[maximum_ttl_seconds], [a].[name], [a].[signing_algorithm], [a].[tenant_id], [a].[version]
FROM [apis] AS [a]
WHERE [a].[tenant_id] = @caller_Tenant_TenantId
ORDER BY [a].[id]

GO

-- ServiceAccounts.Management.Access.PermissionUse
DELETE FROM [a]
FROM [account_group_grants] AS [a]
WHERE [a].[api_id] = @apiId AND [a].[name] IN (@names1, @names2)

GO

-- ServiceAccounts.Management.Access.PermissionUse
DELETE FROM [d]
FROM [direct_grants] AS [d]
WHERE [d].[api_id] = @apiId AND [d].[name] IN (@names1, @names2)

GO

-- ServiceAccounts.Management.Access.PermissionUse
DELETE FROM [r]
FROM [role_permissions] AS [r]
WHERE [r].[api_id] = @apiId AND [r].[name] IN (@names1, @names2)

GO

-- ServiceAccounts.Management.Access.PermissionUse
SELECT COUNT(*)
FROM (
    SELECT TOP(@p) 1 AS empty
    FROM [account_group_grants] AS [a]
    WHERE [a].[api_id] = @apiId AND [a].[name] IN (@names1, @names2)
) AS [a0]

GO

-- ServiceAccounts.Management.Access.PermissionUse
SELECT COUNT(*)
FROM (
    SELECT TOP(@p) 1 AS empty
    FROM [direct_grants] AS [d]
    WHERE [d].[api_id] = @apiId AND [d].[name] IN (@names1, @names2)
) AS [d0]

GO

-- ServiceAccounts.Management.Access.PermissionUse
SELECT COUNT(*)
FROM (
    SELECT TOP(@p) 1 AS empty
    FROM [role_permissions] AS [r]
    WHERE [r].[api_id] = @apiId AND [r].[name] IN (@names1, @names2)
) AS [r0]

GO

-- ServiceAccounts.Management.Access.PermissionUse
SELECT TOP(@p) [a].[group_id], [a].[api_id], [a].[name], [a].[created_at]
FROM [account_group_grants] AS [a]
WHERE [a].[api_id] = @apiId AND [a].[name] IN (@names1, @names2)
ORDER BY [a].[group_id]

GO

-- ServiceAccounts.Management.Access.PermissionUse
SELECT TOP(@p) [d].[principal_id], [d].[api_id], [d].[name], [d].[created_at]
FROM [direct_grants] AS [d]
WHERE [d].[api_id] = @apiId AND [d].[name] IN (@names1, @names2)
ORDER BY [d].[principal_id]

GO

-- ServiceAccounts.Management.Access.PermissionUse
SELECT TOP(@p) [r].[role_id], [r].[api_id], [r].[name]
FROM [role_permissions] AS [r]
WHERE [r].[api_id] = @apiId AND [r].[name] IN (@names1, @names2)
ORDER BY [r].[role_id]

GO

-- ServiceAccounts.Management.Access.PermissionUse
UPDATE [r]
SET [r].[version] = [r].[version] + CAST(1 AS bigint)
FROM [roles] AS [r]
WHERE [r].[id] IN (@roleIds1, @roleIds2)

GO

-- ServiceAccounts.Management.Access.PrincipalAccessOperations
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [direct_grants] AS [d]
        WHERE [d].[principal_id] = @id AND [d].[api_id] = @permission_ApiId AND [d].[name] = @permission_Name) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Access.PrincipalAccessOperations
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [role_bindings] AS [r]
        WHERE [r].[principal_id] = @id AND [r].[role_id] = @role_Id AND [r].[place_id] = @placeId) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Access.PrincipalAccessOperations
SELECT COUNT(*)
FROM [direct_grants] AS [d]
WHERE [d].[principal_id] = @id

GO

-- ServiceAccounts.Management.Access.PrincipalAccessOperations
SELECT COUNT(*)
FROM [role_bindings] AS [r]
WHERE [r].[principal_id] = @id

GO

-- ServiceAccounts.Management.Access.PrincipalAccessOperations
SELECT TOP(2) [r].[id], [r].[created_at], [r].[place_id], [r].[place_kind], [r].[principal_id], [r].[role_id]
FROM [role_bindings] AS [r]
WHERE [r].[id] = @bindingId AND [r].[principal_id] = @id

GO

-- ServiceAccounts.Management.Access.PrincipalAccessOperations
SELECT TOP(@p) [d].[principal_id], [d].[api_id], [d].[name], [d].[created_at]
FROM [direct_grants] AS [d]
WHERE [d].[principal_id] = @id AND [d].[name] = @permission
ORDER BY [d].[api_id]

GO

-- ServiceAccounts.Management.Access.PrincipalAccessOperations
SELECT TOP(@p) [d].[principal_id], [d].[api_id], [d].[name], [d].[created_at]
FROM [direct_grants] AS [d]
WHERE [d].[principal_id] = @id AND [d].[name] = @permission AND [d].[api_id] = @apiId
ORDER BY [d].[api_id]

GO

-- ServiceAccounts.Management.Access.PrincipalAccessView
SELECT TOP(@p) [r].[id], [r].[created_at], [r].[place_id], [r].[place_kind], [r].[principal_id], [r].[role_id]
FROM [role_bindings] AS [r]
WHERE [r].[principal_id] IN (
    SELECT [r0].[value]
    FROM OPENJSON(@readable) WITH ([value] uniqueidentifier '$') AS [r0]
)
ORDER BY [r].[created_at], [r].[id]

GO

-- ServiceAccounts.Management.Access.RoleAssignees
SELECT COUNT(*)
FROM [principals] AS [p]
WHERE [p].[tenant_id] = @tenantId AND EXISTS (
    SELECT 1
    FROM [role_bindings] AS [r]
    WHERE [r].[role_id] = @_8__locals1_roleId AND [r].[principal_id] = [p].[id])

GO

-- ServiceAccounts.Management.Access.RoleAssignees
SELECT TOP(@p) [p].[id]
FROM [principals] AS [p]
WHERE [p].[tenant_id] = @tenantId AND EXISTS (
    SELECT 1
    FROM [role_bindings] AS [r]
    WHERE [r].[role_id] = @_8__locals1_roleId AND [r].[principal_id] = [p].[id])
ORDER BY [p].[id]

GO

-- ServiceAccounts.Management.Access.RoleChange
-- ServiceAccounts.Management.Access.RoleOperations
SELECT [r1].[id], [r1].[created_at], [r1].[description], [r1].[level], [r1].[name], [r1].[normalized_name], [r1].[number], [r1].[tenant_id], [r1].[version], [r0].[role_id], [r0].[api_id], [r0].[name]
FROM (
    SELECT TOP(2) [r].[id], [r].[created_at], [r].[description], [r].[level], [r].[name], [r].[normalized_name], [r].[number], [r].[tenant_id], [r].[version]
    FROM [roles] AS [r]
    WHERE ([r].[tenant_id] IS NULL OR [r].[tenant_id] = @caller_Tenant_TenantId) AND [r].[id] = @id
) AS [r1]
LEFT JOIN [role_permissions] AS [r0] ON [r1].[id] = [r0].[role_id]
ORDER BY [r1].[id], [r0].[role_id], [r0].[api_id]

GO

-- ServiceAccounts.Management.Access.RoleChange
SELECT DISTINCT [u].[PlaceKind], [u].[PlaceId]
FROM (
    SELECT [r].[place_kind] AS [PlaceKind], [r].[place_id] AS [PlaceId]
    FROM [role_bindings] AS [r]
    WHERE [r].[role_id] = @role_Id
    UNION ALL
    SELECT [a].[place_kind] AS [PlaceKind], [a].[place_id] AS [PlaceId]
    FROM [account_group_bindings] AS [a]
    WHERE [a].[role_id] = @role_Id
) AS [u]

GO

-- ServiceAccounts.Management.Access.RoleOperations
SELECT COUNT(*)
FROM [roles] AS [r]
WHERE [r].[tenant_id] = @role_TenantId

GO

-- ServiceAccounts.Management.Access.RoleRequest
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [roles] AS [r]
        WHERE [r].[normalized_name] = @role_NormalizedName AND ([r].[tenant_id] = @role_TenantId OR [r].[tenant_id] IS NULL) AND [r].[id] <> @role_Id) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Access.RoleUsers
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [role_bindings] AS [r]
        WHERE [r].[principal_id] IN (
            SELECT [c].[value]
            FROM OPENJSON(@come) WITH ([value] uniqueidentifier '$') AS [c]
        )
        GROUP BY [r].[principal_id]
        HAVING COUNT(*) >= 1000) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Access.RoleUsers
SELECT COUNT(*)
FROM [users] AS [u]
WHERE [u].[tenant_id] = @tenantId AND [u].[id] IN (
    SELECT [c].[value]
    FROM OPENJSON(@concerned) WITH ([value] uniqueidentifier '$') AS [c]
)

GO

-- ServiceAccounts.Management.Access.RoleUsers
SELECT TOP(@p) [r].[id], [r].[created_at], [r].[place_id], [r].[place_kind], [r].[principal_id], [r].[role_id]
FROM [role_bindings] AS [r]
WHERE [r].[role_id] = @role_Id AND EXISTS (
    SELECT 1
    FROM [users] AS [u]
    WHERE [u].[id] = [r].[principal_id] AND [u].[tenant_id] = @tenantId)
ORDER BY [r].[id]

GO

-- ServiceAccounts.Management.Access.RoleWithUsers
SELECT [r1].[id], [r1].[created_at], [r1].[description], [r1].[level], [r1].[name], [r1].[normalized_name], [r1].[number], [r1].[tenant_id], [r1].[version], [r0].[role_id], [r0].[api_id], [r0].[name]
FROM (
    SELECT TOP(2) [r].[id], [r].[created_at], [r].[description], [r].[level], [r].[name], [r].[normalized_name], [r].[number], [r].[tenant_id], [r].[version]
    FROM [roles] AS [r]
    WHERE ([r].[tenant_id] IS NULL OR [r].[tenant_id] = @caller_Tenant_TenantId) AND [r].[id] = @done_Value_Id
) AS [r1]
LEFT JOIN [role_permissions] AS [r0] ON [r1].[id] = [r0].[role_id]
ORDER BY [r1].[id], [r0].[role_id], [r0].[api_id]

GO

-- ServiceAccounts.Management.Access.SelfOperations
SELECT TOP(2) [u].[email]
FROM [users] AS [u]
WHERE [u].[id] = @caller_PrincipalId

GO

-- ServiceAccounts.Management.Access.SelfOperations
SELECT [t].[id], [t].[created_at], [t].[default_api_id], [t].[host_label], [t].[identifier_prefixes], [t].[maximum_service_accounts], [t].[maximum_ttl_seconds], [t].[minimum_ttl_seconds], [t].[name], [t].[policy], [t].[realm], [t].[region], [t].[version]
FROM [tenants] AS [t]
WHERE [t].[id] IN (@ids1, @ids2)

GO

-- ServiceAccounts.Management.Access.Usage
SELECT COUNT(*)
FROM (
    SELECT DISTINCT [a].[group_id]
    FROM [account_group_bindings] AS [a]
    WHERE [a].[role_id] = @role_Id
) AS [a0]

GO

-- ServiceAccounts.Management.Access.Usage
SELECT COUNT(*)
FROM (
    SELECT DISTINCT [a].[group_id]
    FROM [account_group_grants] AS [a]
    WHERE [a].[api_id] = @apiId AND [a].[name] IN (@names1, @names2)
) AS [a0]

GO

-- ServiceAccounts.Management.Access.Usage
SELECT COUNT(*)
FROM (
    SELECT DISTINCT [d].[principal_id]
    FROM [direct_grants] AS [d]
    WHERE [d].[api_id] = @apiId AND [d].[name] IN (@names1, @names2)
) AS [d0]

GO

-- ServiceAccounts.Management.Access.Usage
SELECT COUNT(*)
FROM (
    SELECT DISTINCT [r].[principal_id]
    FROM [role_bindings] AS [r]
    WHERE [r].[role_id] = @role_Id
) AS [r0]

GO

-- ServiceAccounts.Management.Access.Usage
SELECT COUNT(*)
FROM (
    SELECT DISTINCT [r].[role_id]
    FROM [role_permissions] AS [r]
    WHERE [r].[api_id] = @apiId AND [r].[name] IN (@names1, @names2)
) AS [r0]

GO

-- ServiceAccounts.Management.Access.Usage
SELECT COUNT(*)
FROM [applications] AS [a]
WHERE 0 = 1

GO

-- ServiceAccounts.Management.Access.Usage
SELECT COUNT(*)
FROM [applications] AS [a]
WHERE [a].[tenant_id] = @api_TenantId AND [a].[default_api_id] = @api_Id

GO

-- ServiceAccounts.Management.Access.Usage
SELECT TOP(@p) [a0].[group_id]
FROM (
    SELECT DISTINCT [a].[group_id]
    FROM [account_group_bindings] AS [a]
    WHERE [a].[role_id] = @role_Id
) AS [a0]
ORDER BY [a0].[group_id]

GO

-- ServiceAccounts.Management.Access.Usage
SELECT TOP(@p) [a0].[group_id]
FROM (
    SELECT DISTINCT [a].[group_id]
    FROM [account_group_grants] AS [a]
    WHERE [a].[api_id] = @apiId AND [a].[name] IN (@names1, @names2)
) AS [a0]
ORDER BY [a0].[group_id]

GO

-- ServiceAccounts.Management.Access.Usage
SELECT TOP(@p) [a].[id]
FROM [applications] AS [a]
WHERE 0 = 1
ORDER BY [a].[id]

GO

-- ServiceAccounts.Management.Access.Usage
SELECT TOP(@p) [a].[id]
FROM [applications] AS [a]
WHERE [a].[tenant_id] = @api_TenantId AND [a].[default_api_id] = @api_Id
ORDER BY [a].[id]

GO

-- ServiceAccounts.Management.Access.Usage
SELECT TOP(@p) [d0].[principal_id]
FROM (
    SELECT DISTINCT [d].[principal_id]
    FROM [direct_grants] AS [d]
    WHERE [d].[api_id] = @apiId AND [d].[name] IN (@names1, @names2)
) AS [d0]
ORDER BY [d0].[principal_id]

GO

-- ServiceAccounts.Management.Access.Usage
SELECT TOP(@p) [r0].[principal_id]
FROM (
    SELECT DISTINCT [r].[principal_id]
    FROM [role_bindings] AS [r]
    WHERE [r].[role_id] = @role_Id
) AS [r0]
ORDER BY [r0].[principal_id]

GO

-- ServiceAccounts.Management.Access.Usage
SELECT TOP(@p) [r0].[role_id]
FROM (
    SELECT DISTINCT [r].[role_id]
    FROM [role_permissions] AS [r]
    WHERE [r].[api_id] = @apiId AND [r].[name] IN (@names1, @names2)
) AS [r0]
ORDER BY [r0].[role_id]

GO

-- ServiceAccounts.Management.Access.Usage
SELECT [a].[id], [a].[client_id]
FROM [applications] AS [a]
WHERE [a].[id] IN (@applicationIds1, @applicationIds2)
ORDER BY [a].[id]

GO

-- ServiceAccounts.Management.Access.Usage
SELECT [a].[id], [a].[name]
FROM [account_groups] AS [a]
WHERE [a].[id] IN (@groupIds1, @groupIds2)
ORDER BY [a].[id]

GO

-- ServiceAccounts.Management.Access.Usage
SELECT [r].[id], [r].[name]
FROM [roles] AS [r]
WHERE [r].[id] IN (@roleIds1, @roleIds2)
ORDER BY [r].[id]

GO

-- ServiceAccounts.Management.Accounts.AccountPatch
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [service_accounts] AS [s]
        WHERE [s].[organization_id] = @account_OrganizationId AND [s].[normalized_name] = @account_NormalizedName AND [s].[id] <> @account_Id) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Accounts.AccountRows
SELECT TOP(2) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [service_accounts] AS [s]
INNER JOIN [principals] AS [p] ON [s].[id] = [p].[id]
WHERE [s].[tenant_id] = @caller_Tenant_TenantId AND [s].[id] = @id
ORDER BY [s].[id], [p].[id]

GO

-- ServiceAccounts.Management.Accounts.AccountRows
SELECT TOP(@p) [a].[id], [a].[created_at], [a].[created_by_id], [a].[created_by_name], [a].[enabled], [a].[expires_at], [a].[hash], [a].[hash_key_version], [a].[hint], [a].[name], [a].[principal_id], [a].[retiring_hash], [a].[retiring_until], [a].[revoked_at], [a].[scopes], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
FROM [api_tokens] AS [a]
WHERE [a].[principal_id] IN (
    SELECT [i].[value]
    FROM OPENJSON(@ids) WITH ([value] uniqueidentifier '$') AS [i]
) AND [a].[revoked_at] IS NULL
ORDER BY [a].[created_at]

GO

-- ServiceAccounts.Management.Accounts.AccountRows
SELECT TOP(@p) [d].[principal_id], [d].[api_id], [d].[name], [d].[created_at]
FROM [direct_grants] AS [d]
WHERE [d].[principal_id] IN (
    SELECT [i].[value]
    FROM OPENJSON(@ids) WITH ([value] uniqueidentifier '$') AS [i]
)
ORDER BY [d].[created_at]

GO

-- ServiceAccounts.Management.Accounts.AccountRows
SELECT TOP(@p) [r].[id], [r].[created_at], [r].[place_id], [r].[place_kind], [r].[principal_id], [r].[role_id]
FROM [role_bindings] AS [r]
WHERE [r].[principal_id] IN (
    SELECT [i].[value]
    FROM OPENJSON(@ids) WITH ([value] uniqueidentifier '$') AS [i]
)
ORDER BY [r].[created_at]

GO

-- ServiceAccounts.Management.Accounts.AccountRows
SELECT TOP(@p) [s].[account_id], [s].[key], [s].[value]
FROM [service_account_labels] AS [s]
WHERE [s].[account_id] IN (
    SELECT [i].[value]
    FROM OPENJSON(@ids) WITH ([value] uniqueidentifier '$') AS [i]
)
ORDER BY [s].[account_id]

GO

-- ServiceAccounts.Management.Accounts.AccountRows
SELECT [a0].[id], [a0].[access_token_ttl_seconds], [a0].[allowed_scopes], [a0].[allows_token_endpoint_audience], [a0].[assertion_max_lifetime_seconds], [a0].[authentication_method], [a0].[client_id], [a0].[created_at], [a0].[created_by_id], [a0].[default_api_id], [a0].[description], [a0].[enabled], [a0].[name], [a0].[policy], [a0].[principal_id], [a0].[tenant_id], [a0].[updated_at], [a0].[updated_by_id], [k].[id], [k].[application_id], [k].[jwks], [k].[jwks_url]
FROM (
    SELECT TOP(@p) [a].[id], [a].[access_token_ttl_seconds], [a].[allowed_scopes], [a].[allows_token_endpoint_audience], [a].[assertion_max_lifetime_seconds], [a].[authentication_method], [a].[client_id], [a].[created_at], [a].[created_by_id], [a].[default_api_id], [a].[description], [a].[enabled], [a].[name], [a].[policy], [a].[principal_id], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
    FROM [applications] AS [a]
    WHERE [a].[principal_id] IN (
        SELECT [i].[value]
        FROM OPENJSON(@ids) WITH ([value] uniqueidentifier '$') AS [i]
    )
    ORDER BY [a].[id]
) AS [a0]
LEFT JOIN [key_sets] AS [k] ON [a0].[id] = [k].[application_id]
ORDER BY [a0].[id], [k].[id]

GO

-- ServiceAccounts.Management.Accounts.ApplicationChange
SELECT TOP(2) [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [principals] AS [p]
WHERE [p].[id] = @application_PrincipalId

GO

-- ServiceAccounts.Management.Accounts.ApplicationOperations
-- ServiceAccounts.Management.Credentials.CredentialChange
-- ServiceAccounts.Management.Credentials.KeySetOperations
SELECT TOP(2) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [service_accounts] AS [s]
INNER JOIN [principals] AS [p] ON [s].[id] = [p].[id]
WHERE [s].[tenant_id] = @caller_Tenant_TenantId AND [s].[id] = @accountId
ORDER BY [s].[id], [p].[id]

GO

-- ServiceAccounts.Management.Accounts.Handles
SELECT TOP(@p) [s].[handle]
FROM [service_accounts] AS [s]
WHERE [s].[tenant_id] = @caller_Tenant_TenantId AND [s].[handle] IN (
    SELECT [c].[value]
    FROM OPENJSON(@candidates) WITH ([value] nvarchar(255) '$') AS [c]
)
ORDER BY [s].[handle]

GO

-- ServiceAccounts.Management.Accounts.ListedAccounts
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [service_accounts] AS [s]
        WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] = @only AND EXISTS (
            SELECT 1
            FROM [role_bindings] AS [r]
            WHERE [r].[principal_id] = [s].[id]) AND [s].[id] = @id) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Accounts.ListedAccounts
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [service_accounts] AS [s]
        WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] IN (
            SELECT [o].[value]
            FROM OPENJSON(@organizations) WITH ([value] uniqueidentifier '$') AS [o]
        ) AND ([s].[organization_id] = @organization OR EXISTS (
            SELECT 1
            FROM [role_bindings] AS [r]
            WHERE [r].[principal_id] = [s].[id] AND [r].[role_id] = @GroupAdmin_Id AND [r].[place_id] = [s].[organization_id])) AND EXISTS (
            SELECT 1
            FROM [role_bindings] AS [r0]
            WHERE [r0].[principal_id] = [s].[id]) AND [s].[id] = @id) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Accounts.ListedAccounts
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [service_accounts] AS [s]
        WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] IN (
            SELECT [o].[value]
            FROM OPENJSON(@organizations) WITH ([value] uniqueidentifier '$') AS [o]
        ) AND EXISTS (
            SELECT 1
            FROM [role_bindings] AS [r]
            WHERE [r].[principal_id] = [s].[id]) AND [s].[id] = @id) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Accounts.NumberedNames
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [service_accounts] AS [s]
        WHERE [s].[organization_id] = @owner AND [s].[normalized_name] = @normalized) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Accounts.NumberedNames
SELECT TOP(@p) [s].[normalized_name]
FROM [service_accounts] AS [s]
WHERE [s].[organization_id] = @owner AND [s].[normalized_name] IN (
    SELECT [n].[value]
    FROM OPENJSON(@normalized) WITH ([value] nvarchar(765) '$') AS [n]
)
ORDER BY [s].[normalized_name]

GO

-- ServiceAccounts.Management.Accounts.ServiceAccountBulk
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @caller_Tenant_TenantId AND [s].[id] IN (
        SELECT [i].[value]
        FROM OPENJSON(@ids) WITH ([value] uniqueidentifier '$') AS [i]
    )
    ORDER BY [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[id], [p].[id]

GO

-- ServiceAccounts.Management.Accounts.ServiceAccountCreation
SELECT TOP(1) [o].[id]
FROM [organizations] AS [o]
WHERE [o].[tenant_id] = @tenantId AND [o].[kind] = N'Organization'
ORDER BY [o].[created_at], [o].[id]

GO

-- ServiceAccounts.Management.Accounts.ServiceAccountOperations
-- ServiceAccounts.Management.Accounts.Vacancy
SELECT COUNT(*)
FROM [service_accounts] AS [s]
WHERE [s].[tenant_id] = @tenantId

GO

-- ServiceAccounts.Management.Accounts.ServiceAccountOperations
SELECT COUNT(*)
FROM [service_accounts] AS [s]
INNER JOIN [principals] AS [p] ON [s].[id] = [p].[id]
WHERE [s].[tenant_id] = @tenantId AND [p].[status] = N'Active' AND ([s].[expires_at] IS NULL OR [s].[expires_at] > @now)

GO

-- ServiceAccounts.Management.Accounts.ServiceAccountOperations
SELECT COUNT(*)
FROM [service_accounts] AS [s]
WHERE [s].[tenant_id] = @tenantId AND [s].[auth_type] = @authType

GO

-- ServiceAccounts.Management.Accounts.ServiceAccountOperations
SELECT COUNT(*)
FROM [service_accounts] AS [s]
WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] = @only

GO

-- ServiceAccounts.Management.Accounts.TenantApplications
SELECT TOP(2) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
FROM [service_accounts] AS [s]
WHERE [s].[id] = @row_PrincipalId

GO

-- ServiceAccounts.Management.Accounts.TenantApplications
SELECT [a0].[id], [a0].[access_token_ttl_seconds], [a0].[allowed_scopes], [a0].[allows_token_endpoint_audience], [a0].[assertion_max_lifetime_seconds], [a0].[authentication_method], [a0].[client_id], [a0].[created_at], [a0].[created_by_id], [a0].[default_api_id], [a0].[description], [a0].[enabled], [a0].[name], [a0].[policy], [a0].[principal_id], [a0].[tenant_id], [a0].[updated_at], [a0].[updated_by_id], [c].[id], [c].[application_id], [c].[created_at], [c].[created_by_id], [c].[created_by_name], [c].[expires_at], [c].[hash], [c].[hash_key_version], [c].[hint]
FROM (
    SELECT TOP(2) [a].[id], [a].[access_token_ttl_seconds], [a].[allowed_scopes], [a].[allows_token_endpoint_audience], [a].[assertion_max_lifetime_seconds], [a].[authentication_method], [a].[client_id], [a].[created_at], [a].[created_by_id], [a].[default_api_id], [a].[description], [a].[enabled], [a].[name], [a].[policy], [a].[principal_id], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
    FROM [applications] AS [a]
    WHERE [a].[tenant_id] = @caller_Tenant_TenantId AND [a].[authentication_method] = N'ClientSecret' AND [a].[client_id] = @clientId
) AS [a0]
LEFT JOIN [client_secrets] AS [c] ON [a0].[id] = [c].[application_id]
ORDER BY [a0].[id]

GO

-- ServiceAccounts.Management.Accounts.TokenPreview
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [a].[id], [a].[access_token_ttl_seconds], [a].[allowed_scopes], [a].[allows_token_endpoint_audience], [a].[assertion_max_lifetime_seconds], [a].[authentication_method], [a].[client_id], [a].[created_at], [a].[created_by_id], [a].[default_api_id], [a].[description], [a].[enabled], [a].[name], [a].[policy], [a].[principal_id], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
FROM (
    SELECT TOP(2) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[id] = @accountId AND [s].[tenant_id] = @caller_Tenant_TenantId
) AS [s0]
LEFT JOIN [applications] AS [a] ON [s0].[id] = [a].[principal_id]
ORDER BY [s0].[id]

GO

-- ServiceAccounts.Management.Accounts.UserOperations
SELECT COUNT(*)
FROM [users] AS [u]
WHERE [u].[tenant_id] = @caller_Tenant_TenantId

GO

-- ServiceAccounts.Management.Accounts.UserRows
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [users] AS [u]
        WHERE [u].[tenant_id] = @user_TenantId AND [u].[normalized_email] = @user_NormalizedEmail AND [u].[id] <> @user_Id) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Accounts.UserRows
SELECT TOP(2) [u].[id], [u].[created_at], [u].[email], [u].[name], [u].[normalized_email], [u].[tenant_id], [u].[updated_at], [u].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [users] AS [u]
INNER JOIN [principals] AS [p] ON [u].[id] = [p].[id]
WHERE [u].[tenant_id] = @caller_Tenant_TenantId AND [u].[id] = @id

GO

-- ServiceAccounts.Management.Accounts.Vacancy
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [service_accounts] AS [s]
        WHERE [s].[tenant_id] = @tenantId AND [s].[email] = @address AND [s].[id] <> @exceptId) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Accounts.Vacancy
SELECT TOP(2) [t].[maximum_service_accounts]
FROM [tenants] AS [t]
WHERE [t].[id] = @tenantId

GO

-- ServiceAccounts.Management.Accounts.Vacancy
SELECT TOP(@p) [s].[organization_id] AS [OrganizationId], [s].[normalized_name] AS [NormalizedName]
FROM [service_accounts] AS [s]
WHERE [s].[organization_id] IN (
    SELECT [o].[value]
    FROM OPENJSON(@owners) WITH ([value] uniqueidentifier '$') AS [o]
) AND [s].[normalized_name] IN (
    SELECT [n].[value]
    FROM OPENJSON(@names) WITH ([value] nvarchar(765) '$') AS [n]
)
ORDER BY [s].[id]

GO

-- ServiceAccounts.Management.Audit.EarlierRequests
SELECT TOP(2) [i].[principal_id], [i].[key], [i].[created_at], [i].[location], [i].[request_hash]
FROM [idempotency_keys] AS [i]
WHERE [i].[principal_id] = @caller_PrincipalId AND [i].[key] = @once_Key

GO

-- ServiceAccounts.Management.Audit.IssuanceOperations
SELECT TOP(2) [s].[organization_id]
FROM [api_tokens] AS [a]
INNER JOIN [service_accounts] AS [s] ON [a].[principal_id] = [s].[id]
WHERE [a].[id] = @tokenId AND [a].[tenant_id] = @_8__locals1_caller_Tenant_TenantId

GO

-- ServiceAccounts.Management.Audit.IssuanceOperations
SELECT TOP(2) [s].[organization_id]
FROM [applications] AS [a]
INNER JOIN [service_accounts] AS [s] ON [a].[principal_id] = [s].[id]
WHERE [a].[client_id] = @_8__locals1_clientId AND [a].[tenant_id] = @_8__locals1_caller_Tenant_TenantId

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT COUNT(*)
FROM (
    SELECT TOP(@p) 1 AS empty
    FROM [ledger] AS [l]
    WHERE [l].[tenant_id] = @tenant AND [l].[position] >= @first AND [l].[position] < @end
    ORDER BY [l].[position] DESC
) AS [l0]

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT MAX([l].[position])
FROM [ledger] AS [l]

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT TOP(1) [l].[at]
FROM [ledger] AS [l]
WHERE [l].[position] >= @middle
ORDER BY [l].[position]

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l0].[position], [l0].[action], [l0].[actor_id], [l0].[actor_name], [l0].[address], [l0].[at], [l0].[client_id], [l0].[correlation_id], [l0].[count], [l0].[details], [l0].[organization_id], [l0].[outcome], [l0].[principal_id], [l0].[reason], [l0].[seal], [l0].[seal_key_version], [l0].[subject_id], [l0].[subject_kind], [l0].[surface], [l0].[tenant_id]
FROM (
    SELECT TOP(@p) [l].[position], [l].[action], [l].[actor_id], [l].[actor_name], [l].[address], [l].[at], [l].[client_id], [l].[correlation_id], [l].[count], [l].[details], [l].[organization_id], [l].[outcome], [l].[principal_id], [l].[reason], [l].[seal], [l].[seal_key_version], [l].[subject_id], [l].[subject_kind], [l].[surface], [l].[tenant_id]
    FROM [ledger] AS [l]
    WHERE [l].[actor_id] = @id AND COALESCE([l].[tenant_id], '00000000-0000-0000-0000-000000000000') = @tenant AND [l].[position] >= @first AND [l].[position] < @end
    ORDER BY [l].[position] DESC
) AS [l0]
WHERE 0 = 1

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l0].[position], [l0].[action], [l0].[actor_id], [l0].[actor_name], [l0].[address], [l0].[at], [l0].[client_id], [l0].[correlation_id], [l0].[count], [l0].[details], [l0].[organization_id], [l0].[outcome], [l0].[principal_id], [l0].[reason], [l0].[seal], [l0].[seal_key_version], [l0].[subject_id], [l0].[subject_kind], [l0].[surface], [l0].[tenant_id]
FROM (
    SELECT TOP(@p) [l].[position], [l].[action], [l].[actor_id], [l].[actor_name], [l].[address], [l].[at], [l].[client_id], [l].[correlation_id], [l].[count], [l].[details], [l].[organization_id], [l].[outcome], [l].[principal_id], [l].[reason], [l].[seal], [l].[seal_key_version], [l].[subject_id], [l].[subject_kind], [l].[surface], [l].[tenant_id]
    FROM [ledger] AS [l]
    WHERE [l].[client_id] = @id AND COALESCE([l].[tenant_id], '00000000-0000-0000-0000-000000000000') = @tenant AND [l].[position] >= @first AND [l].[position] < @end
    ORDER BY [l].[position]
) AS [l0]
WHERE 0 = 1

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l0].[position], [l0].[action], [l0].[actor_id], [l0].[actor_name], [l0].[address], [l0].[at], [l0].[client_id], [l0].[correlation_id], [l0].[count], [l0].[details], [l0].[organization_id], [l0].[outcome], [l0].[principal_id], [l0].[reason], [l0].[seal], [l0].[seal_key_version], [l0].[subject_id], [l0].[subject_kind], [l0].[surface], [l0].[tenant_id]
FROM (
    SELECT TOP(@p) [l].[position], [l].[action], [l].[actor_id], [l].[actor_name], [l].[address], [l].[at], [l].[client_id], [l].[correlation_id], [l].[count], [l].[details], [l].[organization_id], [l].[outcome], [l].[principal_id], [l].[reason], [l].[seal], [l].[seal_key_version], [l].[subject_id], [l].[subject_kind], [l].[surface], [l].[tenant_id]
    FROM [ledger] AS [l]
    WHERE [l].[client_id] = @id AND COALESCE([l].[tenant_id], '00000000-0000-0000-0000-000000000000') = @tenant AND [l].[position] >= @first AND [l].[position] < @end
    ORDER BY [l].[position] DESC
) AS [l0]
WHERE 0 = 1

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l0].[position], [l0].[action], [l0].[actor_id], [l0].[actor_name], [l0].[address], [l0].[at], [l0].[client_id], [l0].[correlation_id], [l0].[count], [l0].[details], [l0].[organization_id], [l0].[outcome], [l0].[principal_id], [l0].[reason], [l0].[seal], [l0].[seal_key_version], [l0].[subject_id], [l0].[subject_kind], [l0].[surface], [l0].[tenant_id]
FROM (
    SELECT TOP(@p) [l].[position], [l].[action], [l].[actor_id], [l].[actor_name], [l].[address], [l].[at], [l].[client_id], [l].[correlation_id], [l].[count], [l].[details], [l].[organization_id], [l].[outcome], [l].[principal_id], [l].[reason], [l].[seal], [l].[seal_key_version], [l].[subject_id], [l].[subject_kind], [l].[surface], [l].[tenant_id]
    FROM [ledger] AS [l]
    WHERE [l].[client_id] = @id AND [l].[position] >= @first AND [l].[position] < @end
    ORDER BY [l].[position] DESC
) AS [l0]
WHERE 0 = 1

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l0].[position], [l0].[action], [l0].[actor_id], [l0].[actor_name], [l0].[address], [l0].[at], [l0].[client_id], [l0].[correlation_id], [l0].[count], [l0].[details], [l0].[organization_id], [l0].[outcome], [l0].[principal_id], [l0].[reason], [l0].[seal], [l0].[seal_key_version], [l0].[subject_id], [l0].[subject_kind], [l0].[surface], [l0].[tenant_id]
FROM (
    SELECT TOP(@p) [l].[position], [l].[action], [l].[actor_id], [l].[actor_name], [l].[address], [l].[at], [l].[client_id], [l].[correlation_id], [l].[count], [l].[details], [l].[organization_id], [l].[outcome], [l].[principal_id], [l].[reason], [l].[seal], [l].[seal_key_version], [l].[subject_id], [l].[subject_kind], [l].[surface], [l].[tenant_id]
    FROM [ledger] AS [l]
    WHERE [l].[position] >= @first AND [l].[position] < @end
    ORDER BY [l].[position] DESC
) AS [l0]
WHERE 0 = 1

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l0].[position], [l0].[action], [l0].[actor_id], [l0].[actor_name], [l0].[address], [l0].[at], [l0].[client_id], [l0].[correlation_id], [l0].[count], [l0].[details], [l0].[organization_id], [l0].[outcome], [l0].[principal_id], [l0].[reason], [l0].[seal], [l0].[seal_key_version], [l0].[subject_id], [l0].[subject_kind], [l0].[surface], [l0].[tenant_id]
FROM (
    SELECT TOP(@p) [l].[position], [l].[action], [l].[actor_id], [l].[actor_name], [l].[address], [l].[at], [l].[client_id], [l].[correlation_id], [l].[count], [l].[details], [l].[organization_id], [l].[outcome], [l].[principal_id], [l].[reason], [l].[seal], [l].[seal_key_version], [l].[subject_id], [l].[subject_kind], [l].[surface], [l].[tenant_id]
    FROM [ledger] AS [l]
    WHERE [l].[principal_id] = @id AND COALESCE([l].[tenant_id], '00000000-0000-0000-0000-000000000000') = @tenant AND [l].[position] >= @first AND [l].[position] < @end
    ORDER BY [l].[position]
) AS [l0]
WHERE 0 = 1

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l0].[position], [l0].[action], [l0].[actor_id], [l0].[actor_name], [l0].[address], [l0].[at], [l0].[client_id], [l0].[correlation_id], [l0].[count], [l0].[details], [l0].[organization_id], [l0].[outcome], [l0].[principal_id], [l0].[reason], [l0].[seal], [l0].[seal_key_version], [l0].[subject_id], [l0].[subject_kind], [l0].[surface], [l0].[tenant_id]
FROM (
    SELECT TOP(@p) [l].[position], [l].[action], [l].[actor_id], [l].[actor_name], [l].[address], [l].[at], [l].[client_id], [l].[correlation_id], [l].[count], [l].[details], [l].[organization_id], [l].[outcome], [l].[principal_id], [l].[reason], [l].[seal], [l].[seal_key_version], [l].[subject_id], [l].[subject_kind], [l].[surface], [l].[tenant_id]
    FROM [ledger] AS [l]
    WHERE [l].[principal_id] = @id AND COALESCE([l].[tenant_id], '00000000-0000-0000-0000-000000000000') = @tenant AND [l].[position] >= @first AND [l].[position] < @end
    ORDER BY [l].[position] DESC
) AS [l0]
WHERE 0 = 1

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l0].[position], [l0].[action], [l0].[actor_id], [l0].[actor_name], [l0].[address], [l0].[at], [l0].[client_id], [l0].[correlation_id], [l0].[count], [l0].[details], [l0].[organization_id], [l0].[outcome], [l0].[principal_id], [l0].[reason], [l0].[seal], [l0].[seal_key_version], [l0].[subject_id], [l0].[subject_kind], [l0].[surface], [l0].[tenant_id]
FROM (
    SELECT TOP(@p) [l].[position], [l].[action], [l].[actor_id], [l].[actor_name], [l].[address], [l].[at], [l].[client_id], [l].[correlation_id], [l].[count], [l].[details], [l].[organization_id], [l].[outcome], [l].[principal_id], [l].[reason], [l].[seal], [l].[seal_key_version], [l].[subject_id], [l].[subject_kind], [l].[surface], [l].[tenant_id]
    FROM [ledger] AS [l]
    WHERE [l].[subject_id] = @id AND COALESCE([l].[tenant_id], '00000000-0000-0000-0000-000000000000') = @tenant AND [l].[position] >= @first AND [l].[position] < @end
    ORDER BY [l].[position] DESC
) AS [l0]
WHERE 0 = 1

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l0].[position], [l0].[action], [l0].[actor_id], [l0].[actor_name], [l0].[address], [l0].[at], [l0].[client_id], [l0].[correlation_id], [l0].[count], [l0].[details], [l0].[organization_id], [l0].[outcome], [l0].[principal_id], [l0].[reason], [l0].[seal], [l0].[seal_key_version], [l0].[subject_id], [l0].[subject_kind], [l0].[surface], [l0].[tenant_id]
FROM (
    SELECT TOP(@p) [l].[position], [l].[action], [l].[actor_id], [l].[actor_name], [l].[address], [l].[at], [l].[client_id], [l].[correlation_id], [l].[count], [l].[details], [l].[organization_id], [l].[outcome], [l].[principal_id], [l].[reason], [l].[seal], [l].[seal_key_version], [l].[subject_id], [l].[subject_kind], [l].[surface], [l].[tenant_id]
    FROM [ledger] AS [l]
    WHERE [l].[subject_id] = @id AND [l].[position] >= @first AND [l].[position] < @end
    ORDER BY [l].[position] DESC
) AS [l0]
WHERE 0 = 1

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l0].[position], [l0].[action], [l0].[actor_id], [l0].[actor_name], [l0].[address], [l0].[at], [l0].[client_id], [l0].[correlation_id], [l0].[count], [l0].[details], [l0].[organization_id], [l0].[outcome], [l0].[principal_id], [l0].[reason], [l0].[seal], [l0].[seal_key_version], [l0].[subject_id], [l0].[subject_kind], [l0].[surface], [l0].[tenant_id]
FROM (
    SELECT TOP(@p) [l].[position], [l].[action], [l].[actor_id], [l].[actor_name], [l].[address], [l].[at], [l].[client_id], [l].[correlation_id], [l].[count], [l].[details], [l].[organization_id], [l].[outcome], [l].[principal_id], [l].[reason], [l].[seal], [l].[seal_key_version], [l].[subject_id], [l].[subject_kind], [l].[surface], [l].[tenant_id]
    FROM [ledger] AS [l]
    WHERE [l].[tenant_id] = @tenant AND [l].[outcome] = @outcome AND [l].[position] >= @first AND [l].[position] < @end
    ORDER BY [l].[position]
) AS [l0]
WHERE 0 = 1

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l0].[position], [l0].[action], [l0].[actor_id], [l0].[actor_name], [l0].[address], [l0].[at], [l0].[client_id], [l0].[correlation_id], [l0].[count], [l0].[details], [l0].[organization_id], [l0].[outcome], [l0].[principal_id], [l0].[reason], [l0].[seal], [l0].[seal_key_version], [l0].[subject_id], [l0].[subject_kind], [l0].[surface], [l0].[tenant_id]
FROM (
    SELECT TOP(@p) [l].[position], [l].[action], [l].[actor_id], [l].[actor_name], [l].[address], [l].[at], [l].[client_id], [l].[correlation_id], [l].[count], [l].[details], [l].[organization_id], [l].[outcome], [l].[principal_id], [l].[reason], [l].[seal], [l].[seal_key_version], [l].[subject_id], [l].[subject_kind], [l].[surface], [l].[tenant_id]
    FROM [ledger] AS [l]
    WHERE [l].[tenant_id] = @tenant AND [l].[outcome] = @outcome AND [l].[position] >= @first AND [l].[position] < @end
    ORDER BY [l].[position] DESC
) AS [l0]
WHERE 0 = 1

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l0].[position], [l0].[action], [l0].[actor_id], [l0].[actor_name], [l0].[address], [l0].[at], [l0].[client_id], [l0].[correlation_id], [l0].[count], [l0].[details], [l0].[organization_id], [l0].[outcome], [l0].[principal_id], [l0].[reason], [l0].[seal], [l0].[seal_key_version], [l0].[subject_id], [l0].[subject_kind], [l0].[surface], [l0].[tenant_id]
FROM (
    SELECT TOP(@p) [l].[position], [l].[action], [l].[actor_id], [l].[actor_name], [l].[address], [l].[at], [l].[client_id], [l].[correlation_id], [l].[count], [l].[details], [l].[organization_id], [l].[outcome], [l].[principal_id], [l].[reason], [l].[seal], [l].[seal_key_version], [l].[subject_id], [l].[subject_kind], [l].[surface], [l].[tenant_id]
    FROM [ledger] AS [l]
    WHERE [l].[tenant_id] = @tenant AND [l].[position] >= @first AND [l].[position] < @end
    ORDER BY [l].[position]
) AS [l0]
WHERE 0 = 1

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l0].[position], [l0].[action], [l0].[actor_id], [l0].[actor_name], [l0].[address], [l0].[at], [l0].[client_id], [l0].[correlation_id], [l0].[count], [l0].[details], [l0].[organization_id], [l0].[outcome], [l0].[principal_id], [l0].[reason], [l0].[seal], [l0].[seal_key_version], [l0].[subject_id], [l0].[subject_kind], [l0].[surface], [l0].[tenant_id]
FROM (
    SELECT TOP(@p) [l].[position], [l].[action], [l].[actor_id], [l].[actor_name], [l].[address], [l].[at], [l].[client_id], [l].[correlation_id], [l].[count], [l].[details], [l].[organization_id], [l].[outcome], [l].[principal_id], [l].[reason], [l].[seal], [l].[seal_key_version], [l].[subject_id], [l].[subject_kind], [l].[surface], [l].[tenant_id]
    FROM [ledger] AS [l]
    WHERE [l].[tenant_id] = @tenant AND [l].[position] >= @first AND [l].[position] < @end
    ORDER BY [l].[position] DESC
) AS [l0]
WHERE 0 = 1

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l].[position]
FROM [ledger] AS [l]
WHERE [l].[actor_id] = @id AND COALESCE([l].[tenant_id], '00000000-0000-0000-0000-000000000000') = @tenant AND [l].[position] >= @first AND [l].[position] < @end
ORDER BY [l].[position] DESC
OFFSET @p ROWS FETCH NEXT 1 ROWS ONLY

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l].[position]
FROM [ledger] AS [l]
WHERE [l].[client_id] = @id AND COALESCE([l].[tenant_id], '00000000-0000-0000-0000-000000000000') = @tenant AND [l].[position] >= @first AND [l].[position] < @end
ORDER BY [l].[position]
OFFSET @p ROWS FETCH NEXT 1 ROWS ONLY

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l].[position]
FROM [ledger] AS [l]
WHERE [l].[client_id] = @id AND COALESCE([l].[tenant_id], '00000000-0000-0000-0000-000000000000') = @tenant AND [l].[position] >= @first AND [l].[position] < @end
ORDER BY [l].[position] DESC
OFFSET @p ROWS FETCH NEXT 1 ROWS ONLY

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l].[position]
FROM [ledger] AS [l]
WHERE [l].[client_id] = @id AND [l].[position] >= @first AND [l].[position] < @end
ORDER BY [l].[position] DESC
OFFSET @p ROWS FETCH NEXT 1 ROWS ONLY

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l].[position]
FROM [ledger] AS [l]
WHERE [l].[position] >= @first AND [l].[position] < @end
ORDER BY [l].[position] DESC
OFFSET @p ROWS FETCH NEXT 1 ROWS ONLY

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l].[position]
FROM [ledger] AS [l]
WHERE [l].[principal_id] = @id AND COALESCE([l].[tenant_id], '00000000-0000-0000-0000-000000000000') = @tenant AND [l].[position] >= @first AND [l].[position] < @end
ORDER BY [l].[position]
OFFSET @p ROWS FETCH NEXT 1 ROWS ONLY

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l].[position]
FROM [ledger] AS [l]
WHERE [l].[principal_id] = @id AND COALESCE([l].[tenant_id], '00000000-0000-0000-0000-000000000000') = @tenant AND [l].[position] >= @first AND [l].[position] < @end
ORDER BY [l].[position] DESC
OFFSET @p ROWS FETCH NEXT 1 ROWS ONLY

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l].[position]
FROM [ledger] AS [l]
WHERE [l].[subject_id] = @id AND COALESCE([l].[tenant_id], '00000000-0000-0000-0000-000000000000') = @tenant AND [l].[position] >= @first AND [l].[position] < @end
ORDER BY [l].[position] DESC
OFFSET @p ROWS FETCH NEXT 1 ROWS ONLY

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l].[position]
FROM [ledger] AS [l]
WHERE [l].[subject_id] = @id AND [l].[position] >= @first AND [l].[position] < @end
ORDER BY [l].[position] DESC
OFFSET @p ROWS FETCH NEXT 1 ROWS ONLY

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l].[position]
FROM [ledger] AS [l]
WHERE [l].[tenant_id] = @tenant AND [l].[outcome] = @outcome AND [l].[position] >= @first AND [l].[position] < @end
ORDER BY [l].[position]
OFFSET @p ROWS FETCH NEXT 1 ROWS ONLY

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l].[position]
FROM [ledger] AS [l]
WHERE [l].[tenant_id] = @tenant AND [l].[outcome] = @outcome AND [l].[position] >= @first AND [l].[position] < @end
ORDER BY [l].[position] DESC
OFFSET @p ROWS FETCH NEXT 1 ROWS ONLY

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l].[position]
FROM [ledger] AS [l]
WHERE [l].[tenant_id] = @tenant AND [l].[position] >= @first AND [l].[position] < @end
ORDER BY [l].[position]
OFFSET @p ROWS FETCH NEXT 1 ROWS ONLY

GO

-- ServiceAccounts.Management.Audit.JournalQuery
SELECT [l].[position]
FROM [ledger] AS [l]
WHERE [l].[tenant_id] = @tenant AND [l].[position] >= @first AND [l].[position] < @end
ORDER BY [l].[position] DESC
OFFSET @p ROWS FETCH NEXT 1 ROWS ONLY

GO

-- ServiceAccounts.Management.Audit.ManagementTransaction
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [api_tokens] AS [a]
        WHERE [a].[id] = @apiTokenId AND [a].[revoked_at] IS NULL AND [a].[enabled] = CAST(1 AS bit)) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Audit.ManagementTransaction
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [applications] AS [a]
        LEFT JOIN [key_sets] AS [k] ON [a].[id] = [k].[application_id]
        WHERE [a].[client_id] = @caller_ClientId AND [a].[enabled] = CAST(1 AS bit) AND (([k].[id] IS NOT NULL AND [k].[id] = @caller_CredentialId) OR EXISTS (
            SELECT 1
            FROM [client_secrets] AS [c]
            WHERE [a].[id] = [c].[application_id] AND [c].[id] = @caller_CredentialId AND ([c].[expires_at] IS NULL OR [c].[expires_at] > @now)) OR EXISTS (
            SELECT 1
            FROM [client_certificates] AS [c0]
            WHERE [a].[id] = [c0].[application_id] AND [c0].[id] = @caller_CredentialId AND ([c0].[expires_at] IS NULL OR [c0].[expires_at] > @now0)) OR EXISTS (
            SELECT 1
            FROM [federated_credentials] AS [f]
            WHERE [a].[id] = [f].[application_id] AND [f].[id] = @caller_CredentialId AND ([f].[expires_at] IS NULL OR [f].[expires_at] > @now1)))) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Audit.ManagementTransaction
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [principals] AS [p]
        WHERE [p].[id] = @caller_PrincipalId AND [p].[status] = N'Active' AND [p].[epoch] = @actor_Epoch) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Audit.ManagementTransaction
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [revoked_tokens] AS [r]
        WHERE [r].[id] = @caller_TokenId) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Audit.ManagementTransaction
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [service_accounts] AS [s]
        WHERE [s].[id] = @caller_PrincipalId AND [s].[expires_at] <= @now) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Credentials.ApiTokenOperations
SELECT COUNT(*)
FROM [api_tokens] AS [a]
WHERE [a].[principal_id] = @principalId AND [a].[revoked_at] IS NULL AND ([a].[expires_at] IS NULL OR [a].[expires_at] > @now)

GO

-- ServiceAccounts.Management.Credentials.ApiTokenOperations
SELECT TOP(2) [a].[id], [a].[created_at], [a].[created_by_id], [a].[created_by_name], [a].[enabled], [a].[expires_at], [a].[hash], [a].[hash_key_version], [a].[hint], [a].[name], [a].[principal_id], [a].[retiring_hash], [a].[retiring_until], [a].[revoked_at], [a].[scopes], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
FROM [api_tokens] AS [a]
WHERE [a].[principal_id] = @principalId AND [a].[revoked_at] IS NULL AND [a].[id] = @tokenId

GO

-- ServiceAccounts.Management.Credentials.ApiTokenOperations
SELECT TOP(@p) [a].[id], [a].[created_at], [a].[created_by_id], [a].[created_by_name], [a].[enabled], [a].[expires_at], [a].[hash], [a].[hash_key_version], [a].[hint], [a].[name], [a].[principal_id], [a].[retiring_hash], [a].[retiring_until], [a].[revoked_at], [a].[scopes], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
FROM [api_tokens] AS [a]
WHERE [a].[principal_id] = @principalId AND [a].[revoked_at] IS NULL AND ([a].[expires_at] IS NULL OR [a].[expires_at] > @now) AND [a].[enabled] = CAST(1 AS bit)
ORDER BY [a].[created_at]

GO

-- ServiceAccounts.Management.Credentials.ApiTokenOperations
UPDATE [a]
SET [a].[revoked_at] = @p
FROM [api_tokens] AS [a]
WHERE [a].[principal_id] = @principalId AND [a].[revoked_at] IS NULL

GO

-- ServiceAccounts.Management.Credentials.LeakOperations
SELECT TOP(@p) [a].[id], [a].[access_token_ttl_seconds], [a].[allowed_scopes], [a].[allows_token_endpoint_audience], [a].[assertion_max_lifetime_seconds], [a].[authentication_method], [a].[client_id], [a].[created_at], [a].[created_by_id], [a].[default_api_id], [a].[description], [a].[enabled], [a].[name], [a].[policy], [a].[principal_id], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
FROM [applications] AS [a]
WHERE [a].[id] IN (@applicationIds1, @applicationIds2)
ORDER BY [a].[id]

GO

-- ServiceAccounts.Management.Credentials.LeakOperations
SELECT TOP(@p) [a].[id], [a].[created_at], [a].[created_by_id], [a].[created_by_name], [a].[enabled], [a].[expires_at], [a].[hash], [a].[hash_key_version], [a].[hint], [a].[name], [a].[principal_id], [a].[retiring_hash], [a].[retiring_until], [a].[revoked_at], [a].[scopes], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
FROM [api_tokens] AS [a]
WHERE [a].[hash] IN (@hashes1, @hashes2) AND [a].[revoked_at] IS NULL AND ([a].[expires_at] IS NULL OR [a].[expires_at] > @now)
ORDER BY [a].[id]

GO

-- ServiceAccounts.Management.Credentials.LeakOperations
SELECT TOP(@p) [a].[id], [a].[created_at], [a].[created_by_id], [a].[created_by_name], [a].[enabled], [a].[expires_at], [a].[hash], [a].[hash_key_version], [a].[hint], [a].[name], [a].[principal_id], [a].[retiring_hash], [a].[retiring_until], [a].[revoked_at], [a].[scopes], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
FROM [api_tokens] AS [a]
WHERE [a].[retiring_hash] IS NOT NULL AND [a].[retiring_hash] IN (@hashes1, @hashes2) AND [a].[retiring_until] > @now AND [a].[revoked_at] IS NULL
ORDER BY [a].[id]

GO

-- ServiceAccounts.Management.Credentials.LeakOperations
SELECT TOP(@p) [c].[id], [c].[application_id], [c].[created_at], [c].[created_by_id], [c].[created_by_name], [c].[expires_at], [c].[hash], [c].[hash_key_version], [c].[hint]
FROM [client_secrets] AS [c]
WHERE [c].[hash] IN (@hashes1, @hashes2) AND ([c].[expires_at] IS NULL OR [c].[expires_at] > @now)
ORDER BY [c].[id]

GO

-- ServiceAccounts.Management.Credentials.LeakOperations
SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
FROM [service_accounts] AS [s]
WHERE [s].[id] IN (@ids1, @ids2)
ORDER BY [s].[id]

GO

-- ServiceAccounts.Management.Credentials.TokenInventory
SELECT TOP(2) [a].[id], [a].[created_at], [a].[created_by_id], [a].[created_by_name], [a].[enabled], [a].[expires_at], [a].[hash], [a].[hash_key_version], [a].[hint], [a].[name], [a].[principal_id], [a].[retiring_hash], [a].[retiring_until], [a].[revoked_at], [a].[scopes], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
FROM [api_tokens] AS [a]
WHERE [a].[tenant_id] = @caller_Tenant_TenantId AND [a].[revoked_at] IS NULL AND [a].[id] = @tokenId

GO

-- ServiceAccounts.Management.Credentials.TokenInventory
SELECT [p].[id]
FROM [principals] AS [p]
WHERE [p].[id] IN (
    SELECT [i].[value]
    FROM OPENJSON(@ids) WITH ([value] uniqueidentifier '$') AS [i]
) AND [p].[status] = N'Inactive'

GO

-- ServiceAccounts.Management.Credentials.TokenOwner
SELECT TOP(2) [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [principals] AS [p]
WHERE [p].[id] = @principalId AND [p].[tenant_id] = @caller_Tenant_TenantId

GO

-- ServiceAccounts.Management.Credentials.TokenOwner
SELECT TOP(2) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
FROM [service_accounts] AS [s]
WHERE [s].[id] = @principalId

GO

-- ServiceAccounts.Management.Credentials.TokenRevocation
SELECT TOP(2) [a].[id], [a].[created_at], [a].[created_by_id], [a].[created_by_name], [a].[enabled], [a].[expires_at], [a].[hash], [a].[hash_key_version], [a].[hint], [a].[name], [a].[principal_id], [a].[retiring_hash], [a].[retiring_until], [a].[revoked_at], [a].[scopes], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
FROM [api_tokens] AS [a]
WHERE [a].[id] = @tokenId AND [a].[principal_id] = @owner_Principal_Id

GO

-- ServiceAccounts.Management.Credentials.TokenRevocation
SELECT TOP(2) [r].[id], [r].[expires_at], [r].[revoked_at], [r].[tenant_id]
FROM [revoked_tokens] AS [r]
WHERE [r].[id] = @tokenId

GO

-- ServiceAccounts.Management.Keys.HashCounts
SELECT COUNT(*)
FROM [api_tokens] AS [a]
WHERE [a].[revoked_at] IS NULL AND ([a].[expires_at] IS NULL OR [a].[expires_at] > @now) AND ([a].[hash_key_version] = @version OR ([a].[retiring_hash] IS NOT NULL AND [a].[retiring_until] > @now0 AND [a].[hash_key_version] > @version))

GO

-- ServiceAccounts.Management.Keys.HashCounts
SELECT COUNT(*)
FROM [client_secrets] AS [c]
WHERE [c].[hash_key_version] = @version

GO

-- ServiceAccounts.Management.Keys.KeyRows
-- ServiceAccounts.Storage.Keys.KeyStore
SELECT TOP(@p) [s].[key_id], [s].[accepted_until], [s].[activates_at], [s].[algorithm], [s].[created_at], [s].[protected_private_key], [s].[public_jwk], [s].[retired_at], [s].[state]
FROM [signing_keys] AS [s]
ORDER BY [s].[created_at] DESC

GO

-- ServiceAccounts.Management.Keys.ServerSecretOperations
-- ServiceAccounts.Storage.Keys.KeyStore
SELECT TOP(@p) [s].[purpose], [s].[version], [s].[created_at], [s].[protected_key]
FROM [server_secrets] AS [s]
ORDER BY [s].[version] DESC

GO

-- ServiceAccounts.Management.Keys.SigningKeyOperations
SELECT TOP(2) [s].[key_id], [s].[accepted_until], [s].[activates_at], [s].[algorithm], [s].[created_at], [s].[protected_private_key], [s].[public_jwk], [s].[retired_at], [s].[state]
FROM [signing_keys] AS [s]
WHERE [s].[key_id] = @_8__locals1_keyId

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [a].[id], [a].[created_at], [a].[created_by_id], [a].[created_by_name], [a].[enabled], [a].[expires_at], [a].[hash], [a].[hash_key_version], [a].[hint], [a].[name], [a].[principal_id], [a].[retiring_hash], [a].[retiring_until], [a].[revoked_at], [a].[scopes], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
FROM [api_tokens] AS [a]
WHERE [a].[principal_id] = @principalId AND [a].[revoked_at] IS NULL
ORDER BY [a].[created_at], [a].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [a].[id], [a].[created_at], [a].[created_by_id], [a].[created_by_name], [a].[enabled], [a].[expires_at], [a].[hash], [a].[hash_key_version], [a].[hint], [a].[name], [a].[principal_id], [a].[retiring_hash], [a].[retiring_until], [a].[revoked_at], [a].[scopes], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
FROM [api_tokens] AS [a]
WHERE [a].[principal_id] = @principalId AND [a].[revoked_at] IS NULL AND [a].[created_at] >= @after_CreatedAt AND ([a].[created_at] > @after_CreatedAt OR [a].[id] > @after_Id)
ORDER BY [a].[created_at], [a].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [a].[id], [a].[created_at], [a].[created_by_id], [a].[created_by_name], [a].[enabled], [a].[expires_at], [a].[hash], [a].[hash_key_version], [a].[hint], [a].[name], [a].[principal_id], [a].[retiring_hash], [a].[retiring_until], [a].[revoked_at], [a].[scopes], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
FROM [api_tokens] AS [a]
WHERE [a].[tenant_id] = @caller_Tenant_TenantId AND [a].[revoked_at] IS NULL AND EXISTS (
    SELECT 1
    FROM (
        SELECT [u].[id] AS [Id]
        FROM [users] AS [u]
        WHERE [u].[tenant_id] = @tenantId
        UNION ALL
        SELECT [s].[id] AS [Id]
        FROM [service_accounts] AS [s]
        WHERE [s].[tenant_id] = @tenantId
    ) AS [u0]
    WHERE [u0].[Id] = [a].[principal_id])
ORDER BY [a].[created_at], [a].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [a].[id], [a].[created_at], [a].[created_by_id], [a].[created_by_name], [a].[enabled], [a].[expires_at], [a].[hash], [a].[hash_key_version], [a].[hint], [a].[name], [a].[principal_id], [a].[retiring_hash], [a].[retiring_until], [a].[revoked_at], [a].[scopes], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
FROM [api_tokens] AS [a]
WHERE [a].[tenant_id] = @caller_Tenant_TenantId AND [a].[revoked_at] IS NULL AND EXISTS (
    SELECT 1
    FROM (
        SELECT [u].[id] AS [Id]
        FROM [users] AS [u]
        WHERE [u].[tenant_id] = @tenantId
        UNION ALL
        SELECT [s].[id] AS [Id]
        FROM [service_accounts] AS [s]
        WHERE [s].[tenant_id] = @tenantId
    ) AS [u0]
    WHERE [u0].[Id] = [a].[principal_id]) AND [a].[created_at] >= @after_CreatedAt AND ([a].[created_at] > @after_CreatedAt OR [a].[id] > @after_Id)
ORDER BY [a].[created_at], [a].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [a].[id], [a].[created_at], [a].[created_by_id], [a].[created_by_name], [a].[enabled], [a].[expires_at], [a].[hash], [a].[hash_key_version], [a].[hint], [a].[name], [a].[principal_id], [a].[retiring_hash], [a].[retiring_until], [a].[revoked_at], [a].[scopes], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
FROM [api_tokens] AS [a]
WHERE [a].[tenant_id] = @caller_Tenant_TenantId AND [a].[revoked_at] IS NULL AND EXISTS (
    SELECT 1
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] IN (
        SELECT [p].[value]
        FROM OPENJSON(@places) WITH ([value] uniqueidentifier '$') AS [p]
    ) AND [s].[id] = [a].[principal_id])
ORDER BY [a].[created_at], [a].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [a].[id], [a].[created_at], [a].[description], [a].[name], [a].[normalized_name], [a].[tenant_id], [a].[updated_at], [a].[version]
FROM [account_groups] AS [a]
WHERE [a].[tenant_id] = @caller_Tenant_TenantId
ORDER BY [a].[created_at], [a].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [a].[id], [a].[created_at], [a].[description], [a].[name], [a].[normalized_name], [a].[tenant_id], [a].[updated_at], [a].[version]
FROM [account_groups] AS [a]
WHERE [a].[tenant_id] = @caller_Tenant_TenantId AND [a].[normalized_name] LIKE @pattern ESCAPE N'\'
ORDER BY [a].[created_at], [a].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [a].[principal_id] AS [Id], [a].[created_at] AS [CreatedAt]
FROM [account_group_members] AS [a]
WHERE [a].[group_id] = @group_Id
ORDER BY [a].[created_at], [a].[principal_id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [a].[principal_id] AS [Id], [a].[created_at] AS [CreatedAt]
FROM [account_group_members] AS [a]
WHERE [a].[group_id] = @group_Id AND [a].[created_at] >= @after_CreatedAt AND ([a].[created_at] > @after_CreatedAt OR [a].[principal_id] > @after_Id)
ORDER BY [a].[created_at], [a].[principal_id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [o].[id], [o].[created_at], [o].[kind], [o].[name], [o].[parent_id], [o].[slug], [o].[tenant_id], [o].[version]
FROM [organizations] AS [o]
WHERE [o].[tenant_id] = @caller_Tenant_TenantId
ORDER BY [o].[created_at], [o].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [o].[id], [o].[created_at], [o].[kind], [o].[name], [o].[parent_id], [o].[slug], [o].[tenant_id], [o].[version]
FROM [organizations] AS [o]
WHERE [o].[tenant_id] = @caller_Tenant_TenantId AND [o].[id] IN (@readable1, @readable2)
ORDER BY [o].[created_at], [o].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [o].[id], [o].[created_at], [o].[kind], [o].[name], [o].[parent_id], [o].[slug], [o].[tenant_id], [o].[version]
FROM [organizations] AS [o]
WHERE [o].[tenant_id] = @caller_Tenant_TenantId AND [o].[kind] = @wanted
ORDER BY [o].[created_at], [o].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [o].[id], [o].[created_at], [o].[kind], [o].[name], [o].[parent_id], [o].[slug], [o].[tenant_id], [o].[version]
FROM [organizations] AS [o]
WHERE [o].[tenant_id] = @caller_Tenant_TenantId AND [o].[kind] = @wanted AND [o].[parent_id] = @parent
ORDER BY [o].[created_at], [o].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [o].[id], [o].[created_at], [o].[kind], [o].[name], [o].[parent_id], [o].[slug], [o].[tenant_id], [o].[version]
FROM [organizations] AS [o]
WHERE [o].[tenant_id] = @caller_Tenant_TenantId AND [o].[parent_id] = @parent
ORDER BY [o].[created_at], [o].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [o].[id], [o].[created_at], [o].[kind], [o].[name], [o].[parent_id], [o].[slug], [o].[tenant_id], [o].[version]
FROM [organizations] AS [o]
WHERE [o].[tenant_id] = @caller_Tenant_TenantId AND [o].[parent_id] = @parent AND [o].[created_at] >= @after_CreatedAt AND ([o].[created_at] > @after_CreatedAt OR [o].[id] > @after_Id)
ORDER BY [o].[created_at], [o].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [s].[id] AS [Id], [s].[created_at] AS [CreatedAt]
FROM [service_accounts] AS [s]
WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] IN (
    SELECT [p].[value]
    FROM OPENJSON(@places) WITH ([value] uniqueidentifier '$') AS [p]
)
ORDER BY [s].[created_at], [s].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [service_accounts] AS [s]
INNER JOIN [principals] AS [p] ON [s].[id] = [p].[id]
WHERE [s].[tenant_id] = @tenantId AND ([p].[status] = N'Inactive' OR [s].[expires_at] <= @now)
ORDER BY [s].[created_at], [s].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [service_accounts] AS [s]
INNER JOIN [principals] AS [p] ON [s].[id] = [p].[id]
WHERE [s].[tenant_id] = @tenantId AND ([p].[status] = N'Inactive' OR [s].[expires_at] <= @now) AND [s].[created_at] >= @after_CreatedAt AND ([s].[created_at] > @after_CreatedAt OR [s].[id] > @after_Id)
ORDER BY [s].[created_at], [s].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [service_accounts] AS [s]
INNER JOIN [principals] AS [p] ON [s].[id] = [p].[id]
WHERE [s].[tenant_id] = @tenantId AND [p].[status] = N'Active' AND ([s].[expires_at] IS NULL OR [s].[expires_at] > @now)
ORDER BY [s].[created_at], [s].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [service_accounts] AS [s]
INNER JOIN [principals] AS [p] ON [s].[id] = [p].[id]
WHERE [s].[tenant_id] = @tenantId AND [p].[status] = N'Active' AND ([s].[expires_at] IS NULL OR [s].[expires_at] > @now) AND [s].[created_at] >= @after_CreatedAt AND ([s].[created_at] > @after_CreatedAt OR [s].[id] > @after_Id)
ORDER BY [s].[created_at], [s].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [service_accounts] AS [s]
INNER JOIN [principals] AS [p] ON [s].[id] = [p].[id]
WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] IN (
    SELECT [o].[value]
    FROM OPENJSON(@organizations) WITH ([value] uniqueidentifier '$') AS [o]
) AND [p].[status] = N'Active' AND ([s].[expires_at] IS NULL OR [s].[expires_at] > @now) AND EXISTS (
    SELECT 1
    FROM [service_account_labels] AS [s0]
    WHERE [s0].[account_id] = [s].[id] AND [s0].[key] = @key AND [s0].[value] = @value)
ORDER BY [s].[created_at], [s].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [service_accounts] AS [s]
INNER JOIN [principals] AS [p] ON [s].[id] = [p].[id]
WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] IN (
    SELECT [o].[value]
    FROM OPENJSON(@organizations) WITH ([value] uniqueidentifier '$') AS [o]
) AND [p].[status] = N'Active' AND ([s].[expires_at] IS NULL OR [s].[expires_at] > @now) AND EXISTS (
    SELECT 1
    FROM [service_account_labels] AS [s0]
    WHERE [s0].[account_id] = [s].[id] AND [s0].[key] = @key AND [s0].[value] = @value) AND [s].[created_at] >= @after_CreatedAt AND ([s].[created_at] > @after_CreatedAt OR [s].[id] > @after_Id)
ORDER BY [s].[created_at], [s].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [t].[id], [t].[created_at], [t].[default_api_id], [t].[host_label], [t].[identifier_prefixes], [t].[maximum_service_accounts], [t].[maximum_ttl_seconds], [t].[minimum_ttl_seconds], [t].[name], [t].[policy], [t].[realm], [t].[region], [t].[version]
FROM [tenants] AS [t]
ORDER BY [t].[created_at], [t].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [t].[id], [t].[created_at], [t].[default_api_id], [t].[host_label], [t].[identifier_prefixes], [t].[maximum_service_accounts], [t].[maximum_ttl_seconds], [t].[minimum_ttl_seconds], [t].[name], [t].[policy], [t].[realm], [t].[region], [t].[version]
FROM [tenants] AS [t]
WHERE [t].[id] = @caller_Tenant_TenantId AND [t].[id] = @_8__locals1_caller_Tenant_TenantId
ORDER BY [t].[created_at], [t].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [u0].[Id], [u0].[CreatedAt]
FROM (
    SELECT [u].[id] AS [Id], [u].[created_at] AS [CreatedAt]
    FROM [users] AS [u]
    WHERE [u].[tenant_id] = @group_TenantId
    UNION ALL
    SELECT [s].[id] AS [Id], [s].[created_at] AS [CreatedAt]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @group_TenantId
) AS [u0]
ORDER BY [u0].[CreatedAt], [u0].[Id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [u0].[Id], [u0].[CreatedAt]
FROM (
    SELECT [u].[id] AS [Id], [u].[created_at] AS [CreatedAt]
    FROM [users] AS [u]
    WHERE [u].[tenant_id] = @group_TenantId
    UNION ALL
    SELECT [s].[id] AS [Id], [s].[created_at] AS [CreatedAt]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @group_TenantId
) AS [u0]
WHERE [u0].[CreatedAt] >= @after_CreatedAt AND ([u0].[CreatedAt] > @after_CreatedAt OR [u0].[Id] > @after_Id)
ORDER BY [u0].[CreatedAt], [u0].[Id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [u0].[Id], [u0].[CreatedAt]
FROM (
    SELECT [u].[id] AS [Id], [u].[created_at] AS [CreatedAt]
    FROM [users] AS [u]
    WHERE [u].[tenant_id] = @tenantId
    UNION ALL
    SELECT [s].[id] AS [Id], [s].[created_at] AS [CreatedAt]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId
) AS [u0]
ORDER BY [u0].[CreatedAt], [u0].[Id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [u0].[Id], [u0].[CreatedAt]
FROM (
    SELECT [u].[id] AS [Id], [u].[created_at] AS [CreatedAt]
    FROM [users] AS [u]
    WHERE [u].[tenant_id] = @tenantId
    UNION ALL
    SELECT [s].[id] AS [Id], [s].[created_at] AS [CreatedAt]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId
) AS [u0]
WHERE [u0].[CreatedAt] >= @after_CreatedAt AND ([u0].[CreatedAt] > @after_CreatedAt OR [u0].[Id] > @after_Id)
ORDER BY [u0].[CreatedAt], [u0].[Id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p) [u].[id], [u].[created_at], [u].[email], [u].[name], [u].[normalized_email], [u].[tenant_id], [u].[updated_at], [u].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [users] AS [u]
INNER JOIN [principals] AS [p] ON [u].[id] = [p].[id]
WHERE [u].[tenant_id] = @caller_Tenant_TenantId AND [p].[status] = @wanted AND ([u].[normalized_email] LIKE @email_startswith ESCAPE N'\' OR UPPER([u].[name]) LIKE @name_startswith ESCAPE N'\')
ORDER BY [u].[created_at], [u].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p10) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [service_accounts] AS [s]
INNER JOIN [principals] AS [p] ON [s].[id] = [p].[id]
WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] = @only AND [p].[status] = N'Active' AND ([s].[expires_at] IS NULL OR [s].[expires_at] > @now) AND EXISTS (
    SELECT 1
    FROM [service_account_labels] AS [s0]
    WHERE [s0].[account_id] = [s].[id] AND [s0].[key] = @key) AND [s].[created_at] < @since AND NOT EXISTS (
    SELECT 1
    FROM [credential_uses] AS [c]
    WHERE [c].[principal_id] = [s].[id] AND [c].[used_at] >= @since0) AND [s].[normalized_name] >= @prefix AND [s].[normalized_name] < @p
ORDER BY [s].[created_at], [s].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p13) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [service_accounts] AS [s]
INNER JOIN [principals] AS [p] ON [s].[id] = [p].[id]
WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] = @only AND [p].[status] = N'Active' AND ([s].[expires_at] IS NULL OR [s].[expires_at] > @now) AND EXISTS (
    SELECT 1
    FROM [service_account_labels] AS [s0]
    WHERE [s0].[account_id] = [s].[id] AND [s0].[key] = @key) AND [s].[created_at] < @since AND NOT EXISTS (
    SELECT 1
    FROM [credential_uses] AS [c]
    WHERE [c].[principal_id] = [s].[id] AND [c].[used_at] >= @since0) AND [s].[normalized_name] >= @prefix AND [s].[normalized_name] < @p AND [s].[created_at] >= @after_CreatedAt AND ([s].[created_at] > @after_CreatedAt OR [s].[id] > @after_Id)
ORDER BY [s].[created_at], [s].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p4) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [service_accounts] AS [s]
INNER JOIN [principals] AS [p] ON [s].[id] = [p].[id]
WHERE [s].[tenant_id] = @tenantId AND ([p].[status] = N'Inactive' OR [s].[expires_at] <= @now) AND [s].[normalized_name] >= @prefix AND [s].[normalized_name] < @p
ORDER BY [s].[created_at], [s].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT TOP(@p4) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [service_accounts] AS [s]
INNER JOIN [principals] AS [p] ON [s].[id] = [p].[id]
WHERE [s].[tenant_id] = @tenantId AND [p].[status] = N'Active' AND ([s].[expires_at] IS NULL OR [s].[expires_at] > @now) AND [s].[normalized_name] >= @prefix AND [s].[normalized_name] < @p
ORDER BY [s].[created_at], [s].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [a0].[id], [a0].[access_token_ttl_seconds], [a0].[allowed_scopes], [a0].[allows_token_endpoint_audience], [a0].[assertion_max_lifetime_seconds], [a0].[authentication_method], [a0].[client_id], [a0].[created_at], [a0].[created_by_id], [a0].[default_api_id], [a0].[description], [a0].[enabled], [a0].[name], [a0].[policy], [a0].[principal_id], [a0].[tenant_id], [a0].[updated_at], [a0].[updated_by_id], [c].[id], [c].[application_id], [c].[created_at], [c].[created_by_id], [c].[created_by_name], [c].[expires_at], [c].[hash], [c].[hash_key_version], [c].[hint]
FROM (
    SELECT TOP(@p) [a].[id], [a].[access_token_ttl_seconds], [a].[allowed_scopes], [a].[allows_token_endpoint_audience], [a].[assertion_max_lifetime_seconds], [a].[authentication_method], [a].[client_id], [a].[created_at], [a].[created_by_id], [a].[default_api_id], [a].[description], [a].[enabled], [a].[name], [a].[policy], [a].[principal_id], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
    FROM [applications] AS [a]
    WHERE [a].[tenant_id] = @caller_Tenant_TenantId AND [a].[authentication_method] = N'ClientSecret'
    ORDER BY [a].[created_at], [a].[id]
) AS [a0]
LEFT JOIN [client_secrets] AS [c] ON [a0].[id] = [c].[application_id]
ORDER BY [a0].[created_at], [a0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [a0].[id], [a0].[access_token_ttl_seconds], [a0].[allowed_scopes], [a0].[allows_token_endpoint_audience], [a0].[assertion_max_lifetime_seconds], [a0].[authentication_method], [a0].[client_id], [a0].[created_at], [a0].[created_by_id], [a0].[default_api_id], [a0].[description], [a0].[enabled], [a0].[name], [a0].[policy], [a0].[principal_id], [a0].[tenant_id], [a0].[updated_at], [a0].[updated_by_id], [c].[id], [c].[application_id], [c].[created_at], [c].[created_by_id], [c].[created_by_name], [c].[expires_at], [c].[hash], [c].[hash_key_version], [c].[hint]
FROM (
    SELECT TOP(@p) [a].[id], [a].[access_token_ttl_seconds], [a].[allowed_scopes], [a].[allows_token_endpoint_audience], [a].[assertion_max_lifetime_seconds], [a].[authentication_method], [a].[client_id], [a].[created_at], [a].[created_by_id], [a].[default_api_id], [a].[description], [a].[enabled], [a].[name], [a].[policy], [a].[principal_id], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
    FROM [applications] AS [a]
    WHERE [a].[tenant_id] = @caller_Tenant_TenantId AND [a].[authentication_method] = N'ClientSecret' AND [a].[principal_id] = @accountId
    ORDER BY [a].[created_at], [a].[id]
) AS [a0]
LEFT JOIN [client_secrets] AS [c] ON [a0].[id] = [c].[application_id]
ORDER BY [a0].[created_at], [a0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [a1].[id], [a1].[created_at], [a1].[identifier], [a1].[includes_groups], [a1].[includes_roles], [a1].[includes_status], [a1].[introspection_clients], [a1].[maximum_ttl_seconds], [a1].[name], [a1].[signing_algorithm], [a1].[tenant_id], [a1].[version], [a0].[api_id], [a0].[name]
FROM (
    SELECT TOP(@p) [a].[id], [a].[created_at], [a].[identifier], [a].[includes_groups], [a].[includes_roles], [a].[includes_status], [a].[introspection_clients], [a].[maximum_ttl_seconds], [a].[name], [a].[signing_algorithm], [a].[tenant_id], [a].[version]
    FROM [apis] AS [a]
    WHERE [a].[tenant_id] = @caller_Tenant_TenantId
    ORDER BY [a].[created_at], [a].[id]
) AS [a1]
LEFT JOIN [api_permissions] AS [a0] ON [a1].[id] = [a0].[api_id]
ORDER BY [a1].[created_at], [a1].[id], [a0].[api_id]

GO

-- ServiceAccounts.Management.Paging
SELECT [r1].[id], [r1].[created_at], [r1].[description], [r1].[level], [r1].[name], [r1].[normalized_name], [r1].[number], [r1].[tenant_id], [r1].[version], [r0].[role_id], [r0].[api_id], [r0].[name]
FROM (
    SELECT TOP(@p) [r].[id], [r].[created_at], [r].[description], [r].[level], [r].[name], [r].[normalized_name], [r].[number], [r].[tenant_id], [r].[version]
    FROM [roles] AS [r]
    WHERE ([r].[tenant_id] IS NULL OR [r].[tenant_id] = @caller_Tenant_TenantId) AND [r].[created_at] >= @after_CreatedAt AND ([r].[created_at] > @after_CreatedAt OR [r].[id] > @after_Id)
    ORDER BY [r].[created_at], [r].[id]
) AS [r1]
LEFT JOIN [role_permissions] AS [r0] ON [r1].[id] = [r0].[role_id]
ORDER BY [r1].[created_at], [r1].[id], [r0].[role_id], [r0].[api_id]

GO

-- ServiceAccounts.Management.Paging
SELECT [r1].[id], [r1].[created_at], [r1].[description], [r1].[level], [r1].[name], [r1].[normalized_name], [r1].[number], [r1].[tenant_id], [r1].[version], [r0].[role_id], [r0].[api_id], [r0].[name]
FROM (
    SELECT TOP(@p) [r].[id], [r].[created_at], [r].[description], [r].[level], [r].[name], [r].[normalized_name], [r].[number], [r].[tenant_id], [r].[version]
    FROM [roles] AS [r]
    WHERE ([r].[tenant_id] IS NULL OR [r].[tenant_id] = @caller_Tenant_TenantId) AND [r].[level] = @level
    ORDER BY [r].[created_at], [r].[id]
) AS [r1]
LEFT JOIN [role_permissions] AS [r0] ON [r1].[id] = [r0].[role_id]
ORDER BY [r1].[created_at], [r1].[id], [r0].[role_id], [r0].[api_id]

GO

-- ServiceAccounts.Management.Paging
SELECT [r1].[id], [r1].[created_at], [r1].[description], [r1].[level], [r1].[name], [r1].[normalized_name], [r1].[number], [r1].[tenant_id], [r1].[version], [r0].[role_id], [r0].[api_id], [r0].[name]
FROM (
    SELECT TOP(@p) [r].[id], [r].[created_at], [r].[description], [r].[level], [r].[name], [r].[normalized_name], [r].[number], [r].[tenant_id], [r].[version]
    FROM [roles] AS [r]
    WHERE ([r].[tenant_id] IS NULL OR [r].[tenant_id] = @caller_Tenant_TenantId) AND [r].[level] = @level AND [r].[normalized_name] LIKE @pattern ESCAPE N'\'
    ORDER BY [r].[created_at], [r].[id]
) AS [r1]
LEFT JOIN [role_permissions] AS [r0] ON [r1].[id] = [r0].[role_id]
ORDER BY [r1].[created_at], [r1].[id], [r0].[role_id], [r0].[api_id]

GO

-- ServiceAccounts.Management.Paging
SELECT [r1].[id], [r1].[created_at], [r1].[description], [r1].[level], [r1].[name], [r1].[normalized_name], [r1].[number], [r1].[tenant_id], [r1].[version], [r0].[role_id], [r0].[api_id], [r0].[name]
FROM (
    SELECT TOP(@p) [r].[id], [r].[created_at], [r].[description], [r].[level], [r].[name], [r].[normalized_name], [r].[number], [r].[tenant_id], [r].[version]
    FROM [roles] AS [r]
    WHERE ([r].[tenant_id] IS NULL OR [r].[tenant_id] = @caller_Tenant_TenantId) AND [r].[level] = @level AND [r].[normalized_name] LIKE @pattern ESCAPE N'\' AND [r].[created_at] >= @after_CreatedAt AND ([r].[created_at] > @after_CreatedAt OR [r].[id] > @after_Id)
    ORDER BY [r].[created_at], [r].[id]
) AS [r1]
LEFT JOIN [role_permissions] AS [r0] ON [r1].[id] = [r0].[role_id]
ORDER BY [r1].[created_at], [r1].[id], [r0].[role_id], [r0].[api_id]

GO

-- ServiceAccounts.Management.Paging
SELECT [r1].[id], [r1].[created_at], [r1].[description], [r1].[level], [r1].[name], [r1].[normalized_name], [r1].[number], [r1].[tenant_id], [r1].[version], [r0].[role_id], [r0].[api_id], [r0].[name]
FROM (
    SELECT TOP(@p) [r].[id], [r].[created_at], [r].[description], [r].[level], [r].[name], [r].[normalized_name], [r].[number], [r].[tenant_id], [r].[version]
    FROM [roles] AS [r]
    WHERE ([r].[tenant_id] IS NULL OR [r].[tenant_id] = @caller_Tenant_TenantId) AND [r].[normalized_name] LIKE @pattern ESCAPE N'\'
    ORDER BY [r].[created_at], [r].[id]
) AS [r1]
LEFT JOIN [role_permissions] AS [r0] ON [r1].[id] = [r0].[role_id]
ORDER BY [r1].[created_at], [r1].[id], [r0].[role_id], [r0].[api_id]

GO

-- ServiceAccounts.Management.Paging
SELECT [r1].[id], [r1].[created_at], [r1].[description], [r1].[level], [r1].[name], [r1].[normalized_name], [r1].[number], [r1].[tenant_id], [r1].[version], [r0].[role_id], [r0].[api_id], [r0].[name]
FROM (
    SELECT TOP(@p) [r].[id], [r].[created_at], [r].[description], [r].[level], [r].[name], [r].[normalized_name], [r].[number], [r].[tenant_id], [r].[version]
    FROM [roles] AS [r]
    WHERE ([r].[tenant_id] IS NULL OR [r].[tenant_id] = @caller_Tenant_TenantId) AND [r].[normalized_name] LIKE @pattern ESCAPE N'\' AND [r].[tenant_id] IS NOT NULL
    ORDER BY [r].[created_at], [r].[id]
) AS [r1]
LEFT JOIN [role_permissions] AS [r0] ON [r1].[id] = [r0].[role_id]
ORDER BY [r1].[created_at], [r1].[id], [r0].[role_id], [r0].[api_id]

GO

-- ServiceAccounts.Management.Paging
SELECT [r1].[id], [r1].[created_at], [r1].[description], [r1].[level], [r1].[name], [r1].[normalized_name], [r1].[number], [r1].[tenant_id], [r1].[version], [r0].[role_id], [r0].[api_id], [r0].[name]
FROM (
    SELECT TOP(@p) [r].[id], [r].[created_at], [r].[description], [r].[level], [r].[name], [r].[normalized_name], [r].[number], [r].[tenant_id], [r].[version]
    FROM [roles] AS [r]
    WHERE ([r].[tenant_id] IS NULL OR [r].[tenant_id] = @caller_Tenant_TenantId) AND [r].[normalized_name] LIKE @pattern ESCAPE N'\' AND [r].[tenant_id] IS NULL
    ORDER BY [r].[created_at], [r].[id]
) AS [r1]
LEFT JOIN [role_permissions] AS [r0] ON [r1].[id] = [r0].[role_id]
ORDER BY [r1].[created_at], [r1].[id], [r0].[role_id], [r0].[api_id]

GO

-- ServiceAccounts.Management.Paging
SELECT [r1].[id], [r1].[created_at], [r1].[description], [r1].[level], [r1].[name], [r1].[normalized_name], [r1].[number], [r1].[tenant_id], [r1].[version], [r0].[role_id], [r0].[api_id], [r0].[name]
FROM (
    SELECT TOP(@p) [r].[id], [r].[created_at], [r].[description], [r].[level], [r].[name], [r].[normalized_name], [r].[number], [r].[tenant_id], [r].[version]
    FROM [roles] AS [r]
    WHERE ([r].[tenant_id] IS NULL OR [r].[tenant_id] = @caller_Tenant_TenantId) AND [r].[tenant_id] IS NULL
    ORDER BY [r].[created_at], [r].[id]
) AS [r1]
LEFT JOIN [role_permissions] AS [r0] ON [r1].[id] = [r0].[role_id]
ORDER BY [r1].[created_at], [r1].[id], [r0].[role_id], [r0].[api_id]

GO

-- ServiceAccounts.Management.Paging
SELECT [r1].[id], [r1].[created_at], [r1].[description], [r1].[level], [r1].[name], [r1].[normalized_name], [r1].[number], [r1].[tenant_id], [r1].[version], [r0].[role_id], [r0].[api_id], [r0].[name]
FROM (
    SELECT TOP(@p) [r].[id], [r].[created_at], [r].[description], [r].[level], [r].[name], [r].[normalized_name], [r].[number], [r].[tenant_id], [r].[version]
    FROM [roles] AS [r]
    WHERE [r].[tenant_id] IS NULL OR [r].[tenant_id] = @caller_Tenant_TenantId
    ORDER BY [r].[created_at], [r].[id]
) AS [r1]
LEFT JOIN [role_permissions] AS [r0] ON [r1].[id] = [r0].[role_id]
ORDER BY [r1].[created_at], [r1].[id], [r0].[role_id], [r0].[api_id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND EXISTS (
        SELECT 1
        FROM [account_group_members] AS [a]
        WHERE [a].[group_id] = @groupId AND [a].[principal_id] = [s].[id])
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND EXISTS (
        SELECT 1
        FROM [account_group_members] AS [a]
        WHERE [a].[group_id] = @groupId AND [a].[principal_id] = [s].[id]) AND [s].[created_at] >= @after_CreatedAt AND ([s].[created_at] > @after_CreatedAt OR [s].[id] > @after_Id)
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND EXISTS (
        SELECT 1
        FROM [role_bindings] AS [r]
        WHERE [r].[role_id] = @roleId AND [r].[principal_id] = [s].[id])
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND EXISTS (
        SELECT 1
        FROM [role_bindings] AS [r]
        WHERE [r].[role_id] = @roleId AND [r].[principal_id] = [s].[id]) AND [s].[created_at] >= @after_CreatedAt AND ([s].[created_at] > @after_CreatedAt OR [s].[id] > @after_Id)
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[auth_type] = @authType
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[auth_type] = @authType AND [s].[created_at] >= @after_CreatedAt AND ([s].[created_at] > @after_CreatedAt OR [s].[id] > @after_Id)
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[created_at] < @since AND NOT EXISTS (
        SELECT 1
        FROM [credential_uses] AS [c]
        WHERE [c].[principal_id] = [s].[id] AND [c].[used_at] >= @since0)
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[created_at] < @since AND NOT EXISTS (
        SELECT 1
        FROM [credential_uses] AS [c]
        WHERE [c].[principal_id] = [s].[id] AND [c].[used_at] >= @since0) AND [s].[created_at] >= @after_CreatedAt AND ([s].[created_at] > @after_CreatedAt OR [s].[id] > @after_Id)
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[created_at] >= @after_CreatedAt AND ([s].[created_at] > @after_CreatedAt OR [s].[id] > @after_Id)
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] = @only
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] = @only AND [s].[created_at] >= @after_CreatedAt AND ([s].[created_at] > @after_CreatedAt OR [s].[id] > @after_Id)
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] = @only AND [s].[organization_id] IN (
        SELECT [o].[value]
        FROM OPENJSON(@organizations) WITH ([value] uniqueidentifier '$') AS [o]
    ) AND ([s].[organization_id] = @organization OR EXISTS (
        SELECT 1
        FROM [role_bindings] AS [r]
        WHERE [r].[principal_id] = [s].[id] AND [r].[role_id] = @GroupAdmin_Id AND [r].[place_id] = [s].[organization_id])) AND EXISTS (
        SELECT 1
        FROM [role_bindings] AS [r0]
        WHERE [r0].[principal_id] = [s].[id])
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] IN (
        SELECT [o].[value]
        FROM OPENJSON(@organizations) WITH ([value] uniqueidentifier '$') AS [o]
    )
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] IN (
        SELECT [o].[value]
        FROM OPENJSON(@organizations) WITH ([value] uniqueidentifier '$') AS [o]
    ) AND ([s].[organization_id] = @organization OR EXISTS (
        SELECT 1
        FROM [role_bindings] AS [r]
        WHERE [r].[principal_id] = [s].[id] AND [r].[role_id] = @GroupAdmin_Id AND [r].[place_id] = [s].[organization_id])) AND EXISTS (
        SELECT 1
        FROM [role_bindings] AS [r0]
        WHERE [r0].[principal_id] = [s].[id])
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] IN (
        SELECT [o].[value]
        FROM OPENJSON(@organizations) WITH ([value] uniqueidentifier '$') AS [o]
    ) AND ([s].[organization_id] = @organization OR EXISTS (
        SELECT 1
        FROM [role_bindings] AS [r]
        WHERE [r].[principal_id] = [s].[id] AND [r].[role_id] = @GroupAdmin_Id AND [r].[place_id] = [s].[organization_id])) AND EXISTS (
        SELECT 1
        FROM [role_bindings] AS [r0]
        WHERE [r0].[principal_id] = [s].[id]) AND [s].[created_at] <= @before_CreatedAt AND ([s].[created_at] < @before_CreatedAt OR [s].[id] < @before_Id)
    ORDER BY [s].[created_at] DESC, [s].[id] DESC
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at] DESC, [s0].[id] DESC

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] IN (
        SELECT [o].[value]
        FROM OPENJSON(@organizations) WITH ([value] uniqueidentifier '$') AS [o]
    ) AND ([s].[organization_id] = @organization OR EXISTS (
        SELECT 1
        FROM [role_bindings] AS [r]
        WHERE [r].[principal_id] = [s].[id] AND [r].[role_id] = @GroupAdmin_Id AND [r].[place_id] = [s].[organization_id])) AND EXISTS (
        SELECT 1
        FROM [role_bindings] AS [r0]
        WHERE [r0].[principal_id] = [s].[id]) AND [s].[created_at] >= @after_CreatedAt AND ([s].[created_at] > @after_CreatedAt OR [s].[id] > @after_Id)
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] IN (
        SELECT [o].[value]
        FROM OPENJSON(@organizations) WITH ([value] uniqueidentifier '$') AS [o]
    ) AND EXISTS (
        SELECT 1
        FROM [role_bindings] AS [r]
        WHERE [r].[principal_id] = [s].[id])
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] IN (
        SELECT [o].[value]
        FROM OPENJSON(@organizations) WITH ([value] uniqueidentifier '$') AS [o]
    ) AND [s].[created_at] >= @after_CreatedAt AND ([s].[created_at] > @after_CreatedAt OR [s].[id] > @after_Id)
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p3) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[normalized_name] >= @prefix AND [s].[normalized_name] < @p
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p4) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] = @only AND [s].[normalized_name] >= @prefix AND [s].[normalized_name] < @p
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p4) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] IN (
        SELECT [o].[value]
        FROM OPENJSON(@organizations) WITH ([value] uniqueidentifier '$') AS [o]
    ) AND [s].[normalized_name] >= @prefix AND [s].[normalized_name] < @p
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p5) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND EXISTS (
        SELECT 1
        FROM [role_bindings] AS [r]
        WHERE [r].[role_id] = @roleId AND [r].[principal_id] = [s].[id]) AND [s].[normalized_name] >= @prefix AND [s].[normalized_name] < @p
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p5) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[organization_id] = @only AND [s].[auth_type] = @authType AND [s].[normalized_name] >= @prefix AND [s].[normalized_name] < @p
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p6) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[created_at] < @since AND NOT EXISTS (
        SELECT 1
        FROM [credential_uses] AS [c]
        WHERE [c].[principal_id] = [s].[id] AND [c].[used_at] >= @since0) AND [s].[normalized_name] >= @prefix AND [s].[normalized_name] < @p
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p6) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[normalized_name] >= @prefix AND [s].[normalized_name] < @p AND [s].[created_at] >= @after_CreatedAt AND ([s].[created_at] > @after_CreatedAt OR [s].[id] > @after_Id)
    ORDER BY [s].[created_at], [s].[id]
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s0].[id], [s0].[auth_type], [s0].[created_at], [s0].[created_by_id], [s0].[created_by_kind], [s0].[created_by_name], [s0].[description], [s0].[email], [s0].[expires_at], [s0].[handle], [s0].[name], [s0].[normalized_name], [s0].[organization_id], [s0].[owner_contact], [s0].[tenant_id], [s0].[updated_at], [s0].[updated_by_id], [s0].[updated_by_kind], [s0].[updated_by_name], [s0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE 0 = 1
) AS [s0]
INNER JOIN [principals] AS [p] ON [s0].[id] = [p].[id]
ORDER BY [s0].[created_at], [s0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s1].[id], [s1].[auth_type], [s1].[created_at], [s1].[created_by_id], [s1].[created_by_kind], [s1].[created_by_name], [s1].[description], [s1].[email], [s1].[expires_at], [s1].[handle], [s1].[name], [s1].[normalized_name], [s1].[organization_id], [s1].[owner_contact], [s1].[tenant_id], [s1].[updated_at], [s1].[updated_by_id], [s1].[updated_by_kind], [s1].[updated_by_name], [s1].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND EXISTS (
        SELECT 1
        FROM [service_account_labels] AS [s0]
        WHERE [s0].[account_id] = [s].[id] AND [s0].[key] = @key AND [s0].[value] = @value)
    ORDER BY [s].[created_at], [s].[id]
) AS [s1]
INNER JOIN [principals] AS [p] ON [s1].[id] = [p].[id]
ORDER BY [s1].[created_at], [s1].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s1].[id], [s1].[auth_type], [s1].[created_at], [s1].[created_by_id], [s1].[created_by_kind], [s1].[created_by_name], [s1].[description], [s1].[email], [s1].[expires_at], [s1].[handle], [s1].[name], [s1].[normalized_name], [s1].[organization_id], [s1].[owner_contact], [s1].[tenant_id], [s1].[updated_at], [s1].[updated_by_id], [s1].[updated_by_kind], [s1].[updated_by_name], [s1].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND EXISTS (
        SELECT 1
        FROM [service_account_labels] AS [s0]
        WHERE [s0].[account_id] = [s].[id] AND [s0].[key] = @key AND [s0].[value] = @value) AND [s].[created_at] >= @after_CreatedAt AND ([s].[created_at] > @after_CreatedAt OR [s].[id] > @after_Id)
    ORDER BY [s].[created_at], [s].[id]
) AS [s1]
INNER JOIN [principals] AS [p] ON [s1].[id] = [p].[id]
ORDER BY [s1].[created_at], [s1].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s1].[id], [s1].[auth_type], [s1].[created_at], [s1].[created_by_id], [s1].[created_by_kind], [s1].[created_by_name], [s1].[description], [s1].[email], [s1].[expires_at], [s1].[handle], [s1].[name], [s1].[normalized_name], [s1].[organization_id], [s1].[owner_contact], [s1].[tenant_id], [s1].[updated_at], [s1].[updated_by_id], [s1].[updated_by_kind], [s1].[updated_by_name], [s1].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND EXISTS (
        SELECT 1
        FROM [service_account_labels] AS [s0]
        WHERE [s0].[account_id] = [s].[id] AND [s0].[key] = @key)
    ORDER BY [s].[created_at], [s].[id]
) AS [s1]
INNER JOIN [principals] AS [p] ON [s1].[id] = [p].[id]
ORDER BY [s1].[created_at], [s1].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s1].[id], [s1].[auth_type], [s1].[created_at], [s1].[created_by_id], [s1].[created_by_kind], [s1].[created_by_name], [s1].[description], [s1].[email], [s1].[expires_at], [s1].[handle], [s1].[name], [s1].[normalized_name], [s1].[organization_id], [s1].[owner_contact], [s1].[tenant_id], [s1].[updated_at], [s1].[updated_by_id], [s1].[updated_by_kind], [s1].[updated_by_name], [s1].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND EXISTS (
        SELECT 1
        FROM [service_account_labels] AS [s0]
        WHERE [s0].[account_id] = [s].[id] AND [s0].[key] = @key) AND [s].[created_at] >= @after_CreatedAt AND ([s].[created_at] > @after_CreatedAt OR [s].[id] > @after_Id)
    ORDER BY [s].[created_at], [s].[id]
) AS [s1]
INNER JOIN [principals] AS [p] ON [s1].[id] = [p].[id]
ORDER BY [s1].[created_at], [s1].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s1].[id], [s1].[auth_type], [s1].[created_at], [s1].[created_by_id], [s1].[created_by_kind], [s1].[created_by_name], [s1].[description], [s1].[email], [s1].[expires_at], [s1].[handle], [s1].[name], [s1].[normalized_name], [s1].[organization_id], [s1].[owner_contact], [s1].[tenant_id], [s1].[updated_at], [s1].[updated_by_id], [s1].[updated_by_kind], [s1].[updated_by_name], [s1].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[id] IN (
        SELECT [s0].[id]
        FROM [service_accounts] AS [s0]
        WHERE [s0].[tenant_id] = @tenantId1 AND [s0].[expires_at] < @end
        UNION
        SELECT [a].[principal_id] AS [id]
        FROM [api_tokens] AS [a]
        WHERE [a].[tenant_id] = @tenantId1 AND [a].[expires_at] > @now AND [a].[expires_at] < @end0 AND [a].[revoked_at] IS NULL
        UNION
        SELECT [a1].[principal_id] AS [id]
        FROM [client_secrets] AS [c]
        INNER JOIN (
            SELECT [a0].[id], [a0].[principal_id]
            FROM [applications] AS [a0]
            WHERE [a0].[tenant_id] = @tenantId1
        ) AS [a1] ON [c].[application_id] = [a1].[id]
        WHERE [c].[expires_at] > @now0 AND [c].[expires_at] < @end1
        UNION
        SELECT [a3].[principal_id] AS [id]
        FROM [client_certificates] AS [c0]
        INNER JOIN (
            SELECT [a2].[id], [a2].[principal_id]
            FROM [applications] AS [a2]
            WHERE [a2].[tenant_id] = @tenantId1
        ) AS [a3] ON [c0].[application_id] = [a3].[id]
        WHERE [c0].[expires_at] > @now1 AND [c0].[expires_at] < @end2
    )
    ORDER BY [s].[created_at], [s].[id]
) AS [s1]
INNER JOIN [principals] AS [p] ON [s1].[id] = [p].[id]
ORDER BY [s1].[created_at], [s1].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s1].[id], [s1].[auth_type], [s1].[created_at], [s1].[created_by_id], [s1].[created_by_kind], [s1].[created_by_name], [s1].[description], [s1].[email], [s1].[expires_at], [s1].[handle], [s1].[name], [s1].[normalized_name], [s1].[organization_id], [s1].[owner_contact], [s1].[tenant_id], [s1].[updated_at], [s1].[updated_by_id], [s1].[updated_by_kind], [s1].[updated_by_name], [s1].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[id] IN (
        SELECT [s0].[id]
        FROM [service_accounts] AS [s0]
        WHERE [s0].[tenant_id] = @tenantId1 AND [s0].[expires_at] < @end
        UNION
        SELECT [a].[principal_id] AS [id]
        FROM [api_tokens] AS [a]
        WHERE [a].[tenant_id] = @tenantId1 AND [a].[expires_at] > @now AND [a].[expires_at] < @end0 AND [a].[revoked_at] IS NULL
        UNION
        SELECT [a1].[principal_id] AS [id]
        FROM [client_secrets] AS [c]
        INNER JOIN (
            SELECT [a0].[id], [a0].[principal_id]
            FROM [applications] AS [a0]
            WHERE [a0].[tenant_id] = @tenantId1
        ) AS [a1] ON [c].[application_id] = [a1].[id]
        WHERE [c].[expires_at] > @now0 AND [c].[expires_at] < @end1
        UNION
        SELECT [a3].[principal_id] AS [id]
        FROM [client_certificates] AS [c0]
        INNER JOIN (
            SELECT [a2].[id], [a2].[principal_id]
            FROM [applications] AS [a2]
            WHERE [a2].[tenant_id] = @tenantId1
        ) AS [a3] ON [c0].[application_id] = [a3].[id]
        WHERE [c0].[expires_at] > @now1 AND [c0].[expires_at] < @end2
    ) AND [s].[created_at] >= @after_CreatedAt AND ([s].[created_at] > @after_CreatedAt OR [s].[id] > @after_Id)
    ORDER BY [s].[created_at], [s].[id]
) AS [s1]
INNER JOIN [principals] AS [p] ON [s1].[id] = [p].[id]
ORDER BY [s1].[created_at], [s1].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s1].[id], [s1].[auth_type], [s1].[created_at], [s1].[created_by_id], [s1].[created_by_kind], [s1].[created_by_name], [s1].[description], [s1].[email], [s1].[expires_at], [s1].[handle], [s1].[name], [s1].[normalized_name], [s1].[organization_id], [s1].[owner_contact], [s1].[tenant_id], [s1].[updated_at], [s1].[updated_by_id], [s1].[updated_by_kind], [s1].[updated_by_name], [s1].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p14) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND [s].[id] IN (
        SELECT [s0].[id]
        FROM [service_accounts] AS [s0]
        WHERE [s0].[tenant_id] = @tenantId1 AND [s0].[expires_at] < @end
        UNION
        SELECT [a].[principal_id] AS [id]
        FROM [api_tokens] AS [a]
        WHERE [a].[tenant_id] = @tenantId1 AND [a].[expires_at] > @now AND [a].[expires_at] < @end0 AND [a].[revoked_at] IS NULL
        UNION
        SELECT [a1].[principal_id] AS [id]
        FROM [client_secrets] AS [c]
        INNER JOIN (
            SELECT [a0].[id], [a0].[principal_id]
            FROM [applications] AS [a0]
            WHERE [a0].[tenant_id] = @tenantId1
        ) AS [a1] ON [c].[application_id] = [a1].[id]
        WHERE [c].[expires_at] > @now0 AND [c].[expires_at] < @end1
        UNION
        SELECT [a3].[principal_id] AS [id]
        FROM [client_certificates] AS [c0]
        INNER JOIN (
            SELECT [a2].[id], [a2].[principal_id]
            FROM [applications] AS [a2]
            WHERE [a2].[tenant_id] = @tenantId1
        ) AS [a3] ON [c0].[application_id] = [a3].[id]
        WHERE [c0].[expires_at] > @now1 AND [c0].[expires_at] < @end2
    ) AND [s].[normalized_name] >= @prefix AND [s].[normalized_name] < @p
    ORDER BY [s].[created_at], [s].[id]
) AS [s1]
INNER JOIN [principals] AS [p] ON [s1].[id] = [p].[id]
ORDER BY [s1].[created_at], [s1].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s2].[id], [s2].[auth_type], [s2].[created_at], [s2].[created_by_id], [s2].[created_by_kind], [s2].[created_by_name], [s2].[description], [s2].[email], [s2].[expires_at], [s2].[handle], [s2].[name], [s2].[normalized_name], [s2].[organization_id], [s2].[owner_contact], [s2].[tenant_id], [s2].[updated_at], [s2].[updated_by_id], [s2].[updated_by_kind], [s2].[updated_by_name], [s2].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND EXISTS (
        SELECT 1
        FROM [service_account_labels] AS [s0]
        WHERE [s0].[account_id] = [s].[id] AND [s0].[key] = @key AND [s0].[value] = @value) AND EXISTS (
        SELECT 1
        FROM [service_account_labels] AS [s1]
        WHERE [s1].[account_id] = [s].[id] AND [s1].[key] = @key4 AND [s1].[value] = @value5)
    ORDER BY [s].[created_at], [s].[id]
) AS [s2]
INNER JOIN [principals] AS [p] ON [s2].[id] = [p].[id]
ORDER BY [s2].[created_at], [s2].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s2].[id], [s2].[auth_type], [s2].[created_at], [s2].[created_by_id], [s2].[created_by_kind], [s2].[created_by_name], [s2].[description], [s2].[email], [s2].[expires_at], [s2].[handle], [s2].[name], [s2].[normalized_name], [s2].[organization_id], [s2].[owner_contact], [s2].[tenant_id], [s2].[updated_at], [s2].[updated_by_id], [s2].[updated_by_kind], [s2].[updated_by_name], [s2].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND EXISTS (
        SELECT 1
        FROM [service_account_labels] AS [s0]
        WHERE [s0].[account_id] = [s].[id] AND [s0].[key] = @key AND [s0].[value] = @value) AND EXISTS (
        SELECT 1
        FROM [service_account_labels] AS [s1]
        WHERE [s1].[account_id] = [s].[id] AND [s1].[key] = @key4 AND [s1].[value] = @value5) AND [s].[created_at] >= @after_CreatedAt AND ([s].[created_at] > @after_CreatedAt OR [s].[id] > @after_Id)
    ORDER BY [s].[created_at], [s].[id]
) AS [s2]
INNER JOIN [principals] AS [p] ON [s2].[id] = [p].[id]
ORDER BY [s2].[created_at], [s2].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s2].[id], [s2].[auth_type], [s2].[created_at], [s2].[created_by_id], [s2].[created_by_kind], [s2].[created_by_name], [s2].[description], [s2].[email], [s2].[expires_at], [s2].[handle], [s2].[name], [s2].[normalized_name], [s2].[organization_id], [s2].[owner_contact], [s2].[tenant_id], [s2].[updated_at], [s2].[updated_by_id], [s2].[updated_by_kind], [s2].[updated_by_name], [s2].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND EXISTS (
        SELECT 1
        FROM [service_account_labels] AS [s0]
        WHERE [s0].[account_id] = [s].[id] AND [s0].[key] = @key AND [s0].[value] = @value) AND EXISTS (
        SELECT 1
        FROM [service_account_labels] AS [s1]
        WHERE [s1].[account_id] = [s].[id] AND [s1].[key] = @key4)
    ORDER BY [s].[created_at], [s].[id]
) AS [s2]
INNER JOIN [principals] AS [p] ON [s2].[id] = [p].[id]
ORDER BY [s2].[created_at], [s2].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [s2].[id], [s2].[auth_type], [s2].[created_at], [s2].[created_by_id], [s2].[created_by_kind], [s2].[created_by_name], [s2].[description], [s2].[email], [s2].[expires_at], [s2].[handle], [s2].[name], [s2].[normalized_name], [s2].[organization_id], [s2].[owner_contact], [s2].[tenant_id], [s2].[updated_at], [s2].[updated_by_id], [s2].[updated_by_kind], [s2].[updated_by_name], [s2].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId AND EXISTS (
        SELECT 1
        FROM [service_account_labels] AS [s0]
        WHERE [s0].[account_id] = [s].[id] AND [s0].[key] = @key AND [s0].[value] = @value) AND EXISTS (
        SELECT 1
        FROM [service_account_labels] AS [s1]
        WHERE [s1].[account_id] = [s].[id] AND [s1].[key] = @key4) AND [s].[auth_type] = @authType
    ORDER BY [s].[created_at], [s].[id]
) AS [s2]
INNER JOIN [principals] AS [p] ON [s2].[id] = [p].[id]
ORDER BY [s2].[created_at], [s2].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [u0].[Id], [u0].[CreatedAt]
FROM (
    SELECT [u].[id] AS [Id], [u].[created_at] AS [CreatedAt]
    FROM [users] AS [u]
    WHERE [u].[tenant_id] = @tenantId
    UNION ALL
    SELECT [s].[id] AS [Id], [s].[created_at] AS [CreatedAt]
    FROM [service_accounts] AS [s]
    WHERE [s].[tenant_id] = @tenantId
) AS [u0]
WHERE 0 = 1

GO

-- ServiceAccounts.Management.Paging
SELECT [u0].[id], [u0].[created_at], [u0].[email], [u0].[name], [u0].[normalized_email], [u0].[tenant_id], [u0].[updated_at], [u0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [u].[id], [u].[created_at], [u].[email], [u].[name], [u].[normalized_email], [u].[tenant_id], [u].[updated_at], [u].[version]
    FROM [users] AS [u]
    WHERE [u].[tenant_id] = @caller_Tenant_TenantId
    ORDER BY [u].[created_at], [u].[id]
) AS [u0]
INNER JOIN [principals] AS [p] ON [u0].[id] = [p].[id]
ORDER BY [u0].[created_at], [u0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [u0].[id], [u0].[created_at], [u0].[email], [u0].[name], [u0].[normalized_email], [u0].[tenant_id], [u0].[updated_at], [u0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [u].[id], [u].[created_at], [u].[email], [u].[name], [u].[normalized_email], [u].[tenant_id], [u].[updated_at], [u].[version]
    FROM [users] AS [u]
    WHERE [u].[tenant_id] = @caller_Tenant_TenantId AND ([u].[normalized_email] LIKE @email_startswith ESCAPE N'\' OR UPPER([u].[name]) LIKE @name_startswith ESCAPE N'\')
    ORDER BY [u].[created_at], [u].[id]
) AS [u0]
INNER JOIN [principals] AS [p] ON [u0].[id] = [p].[id]
ORDER BY [u0].[created_at], [u0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [u0].[id], [u0].[created_at], [u0].[email], [u0].[name], [u0].[normalized_email], [u0].[tenant_id], [u0].[updated_at], [u0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [u].[id], [u].[created_at], [u].[email], [u].[name], [u].[normalized_email], [u].[tenant_id], [u].[updated_at], [u].[version]
    FROM [users] AS [u]
    WHERE [u].[tenant_id] = @caller_Tenant_TenantId AND ([u].[normalized_email] LIKE @email_startswith ESCAPE N'\' OR UPPER([u].[name]) LIKE @name_startswith ESCAPE N'\') AND [u].[created_at] >= @after_CreatedAt AND ([u].[created_at] > @after_CreatedAt OR [u].[id] > @after_Id)
    ORDER BY [u].[created_at], [u].[id]
) AS [u0]
INNER JOIN [principals] AS [p] ON [u0].[id] = [p].[id]
ORDER BY [u0].[created_at], [u0].[id]

GO

-- ServiceAccounts.Management.Paging
SELECT [u0].[id], [u0].[created_at], [u0].[email], [u0].[name], [u0].[normalized_email], [u0].[tenant_id], [u0].[updated_at], [u0].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM (
    SELECT TOP(@p) [u].[id], [u].[created_at], [u].[email], [u].[name], [u].[normalized_email], [u].[tenant_id], [u].[updated_at], [u].[version]
    FROM [users] AS [u]
    WHERE [u].[tenant_id] = @caller_Tenant_TenantId AND [u].[created_at] >= @after_CreatedAt AND ([u].[created_at] > @after_CreatedAt OR [u].[id] > @after_Id)
    ORDER BY [u].[created_at], [u].[id]
) AS [u0]
INNER JOIN [principals] AS [p] ON [u0].[id] = [p].[id]
ORDER BY [u0].[created_at], [u0].[id]

GO

-- ServiceAccounts.Management.Tenants.Bootstrap
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [tenants] AS [t]) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Tenants.OrganizationDeletion
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [organizations] AS [o]
        WHERE [o].[tenant_id] = @caller_Tenant_TenantId AND [o].[kind] = N'Organization' AND [o].[id] <> @id) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Tenants.OrganizationDeletion
SELECT COUNT(*)
FROM [organizations] AS [o]
WHERE [o].[tenant_id] = @caller_Tenant_TenantId AND [o].[parent_id] = @id

GO

-- ServiceAccounts.Management.Tenants.OrganizationDeletion
SELECT COUNT(*)
FROM [service_accounts] AS [s]
WHERE [s].[organization_id] = @id

GO

-- ServiceAccounts.Management.Tenants.OrganizationOperations
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [organizations] AS [o]
        WHERE [o].[tenant_id] = @caller_Tenant_TenantId AND [o].[id] = @parentId AND [o].[kind] = N'Group') THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Tenants.OrganizationOperations
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [organizations] AS [o]
        WHERE [o].[tenant_id] = @caller_Tenant_TenantId AND [o].[slug] = @slug) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Tenants.OrganizationOperations
SELECT COUNT(*)
FROM [organizations] AS [o]
WHERE [o].[tenant_id] = @caller_Tenant_TenantId

GO

-- ServiceAccounts.Management.Tenants.OrganizationRows
SELECT TOP(2) [o].[id], [o].[created_at], [o].[kind], [o].[name], [o].[parent_id], [o].[slug], [o].[tenant_id], [o].[version]
FROM [organizations] AS [o]
WHERE [o].[tenant_id] = @caller_Tenant_TenantId AND [o].[id] = @id

GO

-- ServiceAccounts.Management.Tenants.OrganizationRows
SELECT TOP(@p) [o].[slug]
FROM [organizations] AS [o]
WHERE [o].[tenant_id] = @caller_Tenant_TenantId AND [o].[slug] IN (@candidates1, @candidates2)
ORDER BY [o].[slug]

GO

-- ServiceAccounts.Management.Tenants.TenantDeletion
DELETE FROM [a]
FROM [account_groups] AS [a]
WHERE [a].[tenant_id] = @id

GO

-- ServiceAccounts.Management.Tenants.TenantDeletion
DELETE FROM [a]
FROM [apis] AS [a]
WHERE [a].[tenant_id] = @id

GO

-- ServiceAccounts.Management.Tenants.TenantDeletion
DELETE FROM [c]
FROM [credential_uses] AS [c]
WHERE [c].[principal_id] IN (
    SELECT [p].[id]
    FROM [principals] AS [p]
    WHERE [p].[tenant_id] = @id
)

GO

-- ServiceAccounts.Management.Tenants.TenantDeletion
DELETE FROM [o]
FROM [organizations] AS [o]
WHERE [o].[tenant_id] = @id AND NOT EXISTS (
    SELECT 1
    FROM [organizations] AS [o0]
    WHERE [o0].[parent_id] = [o].[id])

GO

-- ServiceAccounts.Management.Tenants.TenantDeletion
DELETE FROM [p]
FROM [principals] AS [p]
WHERE [p].[tenant_id] = @id

GO

-- ServiceAccounts.Management.Tenants.TenantDeletion
DELETE FROM [r]
FROM [roles] AS [r]
WHERE [r].[tenant_id] = @id

GO

-- ServiceAccounts.Management.Tenants.TenantDeletion
SELECT COUNT(*)
FROM [service_accounts] AS [s]
WHERE [s].[tenant_id] = @id

GO

-- ServiceAccounts.Management.Tenants.TenantOperations
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [apis] AS [a]
        WHERE [a].[tenant_id] <> @tenantId AND ([a].[identifier] = @own OR ([a].[identifier] >= @first AND [a].[identifier] < @end))) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Tenants.TenantOperations
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [tenants] AS [t]
        WHERE [t].[host_label] = @hostLabel AND [t].[id] <> @tenantId) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Tenants.TenantOperations
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [tenants] AS [t]
        WHERE [t].[realm] = @realm AND [t].[id] <> @tenantId) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Management.Tenants.TenantOperations
SELECT [a1].[id], [a1].[created_at], [a1].[identifier], [a1].[includes_groups], [a1].[includes_roles], [a1].[includes_status], [a1].[introspection_clients], [a1].[maximum_ttl_seconds], [a1].[name], [a1].[signing_algorithm], [a1].[tenant_id], [a1].[version], [a0].[api_id], [a0].[name]
FROM (
    SELECT TOP(2) [a].[id], [a].[created_at], [a].[identifier], [a].[includes_groups], [a].[includes_roles], [a].[includes_status], [a].[introspection_clients], [a].[maximum_ttl_seconds], [a].[name], [a].[signing_algorithm], [a].[tenant_id], [a].[version]
    FROM [apis] AS [a]
    WHERE [a].[id] = @apiId AND [a].[tenant_id] = @tenant_Id
) AS [a1]
LEFT JOIN [api_permissions] AS [a0] ON [a1].[id] = [a0].[api_id]
ORDER BY [a1].[id], [a0].[api_id]

GO

-- ServiceAccounts.Management.Tenants.TenantRows
-- ServiceAccounts.Storage.Tenants.TenantStore
SELECT TOP(2) [t].[id], [t].[created_at], [t].[default_api_id], [t].[host_label], [t].[identifier_prefixes], [t].[maximum_service_accounts], [t].[maximum_ttl_seconds], [t].[minimum_ttl_seconds], [t].[name], [t].[policy], [t].[realm], [t].[region], [t].[version]
FROM [tenants] AS [t]
WHERE [t].[id] = @id

GO

-- ServiceAccounts.Management.Tenants.TenantRows
SELECT TOP(2) [t].[id], [t].[created_at], [t].[default_api_id], [t].[host_label], [t].[identifier_prefixes], [t].[maximum_service_accounts], [t].[maximum_ttl_seconds], [t].[minimum_ttl_seconds], [t].[name], [t].[policy], [t].[realm], [t].[region], [t].[version]
FROM [tenants] AS [t]
WHERE [t].[id] = @caller_Tenant_TenantId AND [t].[id] = @id

GO

-- ServiceAccounts.Management.Tenants.TenantRows
SELECT [t].[id] AS [Id], (
    SELECT TOP(1) [o].[id]
    FROM [organizations] AS [o]
    WHERE [o].[tenant_id] = [t].[id] AND [o].[kind] = N'Organization'
    ORDER BY [o].[created_at], [o].[id]) AS [First]
FROM [tenants] AS [t]
WHERE [t].[id] IN (@ids1, @ids2)

GO

-- ServiceAccounts.Server.Hosting.KeyRing
SELECT TOP(@p) [k].[xml]
FROM [key_ring] AS [k]
ORDER BY [k].[name]

GO

-- ServiceAccounts.Server.Hosting.KeyRingRenewal
SELECT TOP(@p) [k].[name], [k].[xml]
FROM [key_ring] AS [k]
ORDER BY [k].[name]

GO

-- ServiceAccounts.Storage.Access.PrincipalAccess
SELECT TOP(@p) [a].[group_id]
FROM [account_group_members] AS [a]
WHERE [a].[principal_id] = @principalId
ORDER BY [a].[group_id]

GO

-- ServiceAccounts.Storage.Access.PrincipalAccess
SELECT TOP(@p) [a].[group_id], [a].[principal_id], [a].[created_at]
FROM [account_group_members] AS [a]
WHERE [a].[principal_id] IN (
    SELECT [p].[value]
    FROM OPENJSON(@principalIds) WITH ([value] uniqueidentifier '$') AS [p]
)
ORDER BY [a].[group_id]

GO

-- ServiceAccounts.Storage.Access.PrincipalAccess
SELECT TOP(@p) [d].[principal_id], [d].[api_id], [d].[name], [d].[created_at]
FROM [direct_grants] AS [d]
WHERE [d].[principal_id] = @principalId
ORDER BY [d].[api_id], [d].[name]

GO

-- ServiceAccounts.Storage.Access.PrincipalAccess
SELECT TOP(@p) [d].[principal_id], [d].[api_id], [d].[name], [d].[created_at]
FROM [direct_grants] AS [d]
WHERE [d].[principal_id] IN (
    SELECT [p].[value]
    FROM OPENJSON(@principalIds) WITH ([value] uniqueidentifier '$') AS [p]
)
ORDER BY [d].[api_id], [d].[name]

GO

-- ServiceAccounts.Storage.Access.PrincipalAccess
SELECT TOP(@p) [r].[id], [r].[created_at], [r].[place_id], [r].[place_kind], [r].[principal_id], [r].[role_id]
FROM [role_bindings] AS [r]
WHERE [r].[principal_id] = @principalId
ORDER BY [r].[id]

GO

-- ServiceAccounts.Storage.Access.PrincipalAccess
SELECT TOP(@p) [r].[id], [r].[created_at], [r].[place_id], [r].[place_kind], [r].[principal_id], [r].[role_id]
FROM [role_bindings] AS [r]
WHERE [r].[principal_id] IN (
    SELECT [p].[value]
    FROM OPENJSON(@principalIds) WITH ([value] uniqueidentifier '$') AS [p]
)
ORDER BY [r].[id]

GO

-- ServiceAccounts.Storage.Access.TenantAccessStore
SELECT TOP(2) [t].[id], [t].[created_at], [t].[default_api_id], [t].[host_label], [t].[identifier_prefixes], [t].[maximum_service_accounts], [t].[maximum_ttl_seconds], [t].[minimum_ttl_seconds], [t].[name], [t].[policy], [t].[realm], [t].[region], [t].[version]
FROM [tenants] AS [t]
WHERE [t].[id] = @tenantId

GO

-- ServiceAccounts.Storage.Access.TenantAccessStore
SELECT TOP(@p) [a].[id], [a].[created_at], [a].[description], [a].[name], [a].[normalized_name], [a].[tenant_id], [a].[updated_at], [a].[version]
FROM [account_groups] AS [a]
WHERE [a].[tenant_id] = @tenantId
ORDER BY [a].[id]

GO

-- ServiceAccounts.Storage.Access.TenantAccessStore
SELECT TOP(@p) [o].[id], [o].[created_at], [o].[kind], [o].[name], [o].[parent_id], [o].[slug], [o].[tenant_id], [o].[version]
FROM [organizations] AS [o]
WHERE [o].[tenant_id] = @tenantId
ORDER BY [o].[id]

GO

-- ServiceAccounts.Storage.Access.TenantAccessStore
SELECT [a1].[id], [a1].[created_at], [a1].[identifier], [a1].[includes_groups], [a1].[includes_roles], [a1].[includes_status], [a1].[introspection_clients], [a1].[maximum_ttl_seconds], [a1].[name], [a1].[signing_algorithm], [a1].[tenant_id], [a1].[version], [a0].[api_id], [a0].[name]
FROM (
    SELECT TOP(@p) [a].[id], [a].[created_at], [a].[identifier], [a].[includes_groups], [a].[includes_roles], [a].[includes_status], [a].[introspection_clients], [a].[maximum_ttl_seconds], [a].[name], [a].[signing_algorithm], [a].[tenant_id], [a].[version]
    FROM [apis] AS [a]
    WHERE [a].[tenant_id] = @tenantId
    ORDER BY [a].[id]
) AS [a1]
LEFT JOIN [api_permissions] AS [a0] ON [a1].[id] = [a0].[api_id]
ORDER BY [a1].[id], [a0].[api_id]

GO

-- ServiceAccounts.Storage.Access.TenantAccessStore
SELECT [r1].[id], [r1].[created_at], [r1].[description], [r1].[level], [r1].[name], [r1].[normalized_name], [r1].[number], [r1].[tenant_id], [r1].[version], [r0].[role_id], [r0].[api_id], [r0].[name]
FROM (
    SELECT TOP(@p) [r].[id], [r].[created_at], [r].[description], [r].[level], [r].[name], [r].[normalized_name], [r].[number], [r].[tenant_id], [r].[version]
    FROM [roles] AS [r]
    WHERE [r].[tenant_id] = @tenantId
    ORDER BY [r].[id]
) AS [r1]
LEFT JOIN [role_permissions] AS [r0] ON [r1].[id] = [r0].[role_id]
ORDER BY [r1].[id], [r0].[role_id], [r0].[api_id]

GO

-- ServiceAccounts.Storage.Accounts.AccountNames
SELECT [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
FROM [service_accounts] AS [s]
WHERE [s].[tenant_id] = @tenantId AND [s].[handle] IN (
    SELECT [h].[value]
    FROM OPENJSON(@handles) WITH ([value] nvarchar(255) '$') AS [h]
)

GO

-- ServiceAccounts.Storage.Accounts.AccountNames
SELECT [u].[id] AS [Id], [u].[normalized_email] AS [NormalizedEmail]
FROM [users] AS [u]
WHERE [u].[tenant_id] = @_8__locals1_tenantId AND [u].[normalized_email] IN (
    SELECT [a].[value]
    FROM OPENJSON(@addresses) WITH ([value] nvarchar(960) '$') AS [a]
)

GO

-- ServiceAccounts.Storage.Accounts.KnownIds
SELECT TOP(2) [a].[principal_id]
FROM [applications] AS [a]
WHERE [a].[client_id] = @clientId AND [a].[tenant_id] = @tenantId

GO

-- ServiceAccounts.Storage.Accounts.KnownIds
SELECT TOP(2) [p].[id]
FROM [principals] AS [p]
WHERE [p].[number] = @number AND [p].[tenant_id] = @tenantId

GO

-- ServiceAccounts.Storage.Accounts.KnownIds
SELECT TOP(2) [r].[id]
FROM [roles] AS [r]
WHERE [r].[number] = @number AND ([r].[tenant_id] = @tenantId OR [r].[tenant_id] IS NULL)

GO

-- ServiceAccounts.Storage.Accounts.KnownIds
SELECT [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [principals] AS [p]
WHERE [p].[id] IN (
    SELECT [i].[value]
    FROM OPENJSON(@ids) WITH ([value] uniqueidentifier '$') AS [i]
) AND [p].[tenant_id] = @tenantId

GO

-- ServiceAccounts.Storage.Accounts.KnownIds
SELECT [u].[id], [u].[created_at], [u].[email], [u].[name], [u].[normalized_email], [u].[tenant_id], [u].[updated_at], [u].[version]
FROM [users] AS [u]
WHERE [u].[id] IN (
    SELECT [i].[value]
    FROM OPENJSON(@ids) WITH ([value] uniqueidentifier '$') AS [i]
) AND [u].[tenant_id] = @tenantId

GO

-- ServiceAccounts.Storage.Accounts.KnownNumbers
SELECT TOP(2) [s].[id]
FROM [service_accounts] AS [s]
INNER JOIN [principals] AS [p] ON [s].[id] = [p].[id]
WHERE [p].[number] = @number AND [s].[tenant_id] = @tenantId

GO

-- ServiceAccounts.Storage.Accounts.KnownNumbers
SELECT TOP(@p) [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [principals] AS [p]
WHERE [p].[number] IN (
    SELECT [n].[value]
    FROM OPENJSON(@numbers) WITH ([value] bigint '$') AS [n]
) AND [p].[tenant_id] = @tenantId AND [p].[kind] = N'User'
ORDER BY [p].[id]

GO

-- ServiceAccounts.Storage.Accounts.KnownNumbers
SELECT TOP(@p) [r].[id], [r].[created_at], [r].[description], [r].[level], [r].[name], [r].[normalized_name], [r].[number], [r].[tenant_id], [r].[version]
FROM [roles] AS [r]
WHERE [r].[id] IN (
    SELECT [i].[value]
    FROM OPENJSON(@ids) WITH ([value] uniqueidentifier '$') AS [i]
) AND ([r].[tenant_id] = @tenantId OR [r].[tenant_id] IS NULL)
ORDER BY [r].[id]

GO

-- ServiceAccounts.Storage.Accounts.KnownNumbers
SELECT TOP(@p) [r].[id], [r].[created_at], [r].[description], [r].[level], [r].[name], [r].[normalized_name], [r].[number], [r].[tenant_id], [r].[version]
FROM [roles] AS [r]
WHERE [r].[number] IN (
    SELECT [n].[value]
    FROM OPENJSON(@numbers) WITH ([value] bigint '$') AS [n]
) AND ([r].[tenant_id] = @tenantId OR [r].[tenant_id] IS NULL)
ORDER BY [r].[id]

GO

-- ServiceAccounts.Storage.Accounts.KnownNumbers
SELECT TOP(@p) [s].[PrincipalId], [s].[Number]
FROM (
    SELECT DISTINCT [r].[principal_id] AS [PrincipalId], [r0].[number] AS [Number]
    FROM [role_bindings] AS [r]
    INNER JOIN [principals] AS [p] ON [r].[principal_id] = [p].[id]
    INNER JOIN [roles] AS [r0] ON [r].[role_id] = [r0].[id]
    WHERE [r].[principal_id] IN (
        SELECT [u].[value]
        FROM OPENJSON(@userIds) WITH ([value] uniqueidentifier '$') AS [u]
    ) AND [p].[tenant_id] = @tenantId
) AS [s]
ORDER BY [s].[PrincipalId], [s].[Number]

GO

-- ServiceAccounts.Storage.Accounts.KnownNumbers
SELECT TOP(@p) [s].[RoleId], [s].[Number]
FROM (
    SELECT DISTINCT [r].[role_id] AS [RoleId], [p0].[number] AS [Number]
    FROM [role_bindings] AS [r]
    INNER JOIN (
        SELECT [p].[id], [p].[number]
        FROM [principals] AS [p]
        WHERE [p].[tenant_id] = @_8__locals1_tenantId AND [p].[kind] = N'User'
    ) AS [p0] ON [r].[principal_id] = [p0].[id]
    WHERE [r].[role_id] IN (
        SELECT [8].[value]
        FROM OPENJSON(@_8__locals1_roleIds) WITH ([value] uniqueidentifier '$') AS [8]
    )
) AS [s]
ORDER BY [s].[RoleId], [s].[Number]

GO

-- ServiceAccounts.Storage.Accounts.PrincipalStore
SELECT TOP(2) [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [principals] AS [p]
WHERE [p].[id] = @principalId

GO

-- ServiceAccounts.Storage.Accounts.PrincipalStore
SELECT TOP(2) [s].[name] AS [Name], [s].[expires_at] AS [ExpiresAt], [s].[organization_id] AS [OrganizationId]
FROM [service_accounts] AS [s]
WHERE [s].[id] = @principal_Id

GO

-- ServiceAccounts.Storage.Accounts.PrincipalStore
SELECT TOP(2) [s].[organization_id]
FROM [service_accounts] AS [s]
WHERE [s].[id] = @principalId AND [s].[tenant_id] = @tenantId

GO

-- ServiceAccounts.Storage.Accounts.PrincipalStore
SELECT TOP(2) [u].[name]
FROM [users] AS [u]
WHERE [u].[id] = @principal_Id

GO

-- ServiceAccounts.Storage.Accounts.PrincipalStore
SELECT TOP(@p) [p].[id]
FROM [principals] AS [p]
WHERE [p].[id] IN (
    SELECT [8].[value]
    FROM OPENJSON(@_8__locals1_ids) WITH ([value] uniqueidentifier '$') AS [8]
) AND [p].[tenant_id] = @_8__locals1_tenant_TenantId
ORDER BY [p].[id]

GO

-- ServiceAccounts.Storage.Accounts.PrincipalStore
SELECT TOP(@p) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
FROM [service_accounts] AS [s]
WHERE [s].[id] IN (
    SELECT [o].[value]
    FROM OPENJSON(@own) WITH ([value] uniqueidentifier '$') AS [o]
)
ORDER BY [s].[id]

GO

-- ServiceAccounts.Storage.Credentials.ApiTokenHashes
SELECT TOP(2) [a].[id], [a].[created_at], [a].[created_by_id], [a].[created_by_name], [a].[enabled], [a].[expires_at], [a].[hash], [a].[hash_key_version], [a].[hint], [a].[name], [a].[principal_id], [a].[retiring_hash], [a].[retiring_until], [a].[revoked_at], [a].[scopes], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
FROM [api_tokens] AS [a]
WHERE [a].[hash] IN (@hashes1, @hashes2)

GO

-- ServiceAccounts.Storage.Credentials.ApiTokenHashes
SELECT TOP(2) [a].[id], [a].[created_at], [a].[created_by_id], [a].[created_by_name], [a].[enabled], [a].[expires_at], [a].[hash], [a].[hash_key_version], [a].[hint], [a].[name], [a].[principal_id], [a].[retiring_hash], [a].[retiring_until], [a].[revoked_at], [a].[scopes], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
FROM [api_tokens] AS [a]
WHERE [a].[retiring_hash] IS NOT NULL AND [a].[retiring_hash] IN (@hashes1, @hashes2) AND [a].[retiring_until] > @now

GO

-- ServiceAccounts.Storage.Credentials.ApiTokenRecord
SELECT TOP(2) [a].[id], [a].[created_at], [a].[created_by_id], [a].[created_by_name], [a].[enabled], [a].[expires_at], [a].[hash], [a].[hash_key_version], [a].[hint], [a].[name], [a].[principal_id], [a].[retiring_hash], [a].[retiring_until], [a].[revoked_at], [a].[scopes], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
FROM [api_tokens] AS [a]
WHERE [a].[id] = @id

GO

-- ServiceAccounts.Storage.Credentials.ApiTokenRecord
SELECT TOP(2) [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [principals] AS [p]
WHERE [p].[id] = @token_PrincipalId

GO

-- ServiceAccounts.Storage.Credentials.ApiTokenRecord
SELECT TOP(2) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version]
FROM [service_accounts] AS [s]
WHERE [s].[id] = @token_PrincipalId

GO

-- ServiceAccounts.Storage.Credentials.ApiTokenTexts
SELECT TOP(2) [a].[id], [a].[principal_id]
FROM [api_tokens] AS [a]
WHERE [a].[id] = @id AND [a].[tenant_id] = @_8__locals1_tenantId AND [a].[revoked_at] IS NULL

GO

-- ServiceAccounts.Storage.Credentials.ClientRecord
SELECT TOP(2) [k].[id] AS [Id], [k].[jwks_url] AS [JwksUrl], [k].[jwks] AS [Jwks]
FROM [key_sets] AS [k]
WHERE [k].[application_id] = @application_Id

GO

-- ServiceAccounts.Storage.Credentials.ClientRecord
SELECT TOP(2) [s].[id], [s].[auth_type], [s].[created_at], [s].[created_by_id], [s].[created_by_kind], [s].[created_by_name], [s].[description], [s].[email], [s].[expires_at], [s].[handle], [s].[name], [s].[normalized_name], [s].[organization_id], [s].[owner_contact], [s].[tenant_id], [s].[updated_at], [s].[updated_by_id], [s].[updated_by_kind], [s].[updated_by_name], [s].[version], [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [service_accounts] AS [s]
INNER JOIN [principals] AS [p] ON [s].[id] = [p].[id]
WHERE [s].[id] = @application_PrincipalId

GO

-- ServiceAccounts.Storage.Credentials.ClientRecord
SELECT TOP(@p) [c].[id], [c].[application_id], [c].[created_at], [c].[created_by_id], [c].[created_by_name], [c].[expires_at], [c].[match], [c].[pem], [c].[value]
FROM [client_certificates] AS [c]
WHERE [c].[application_id] = @application_Id
ORDER BY [c].[created_at]

GO

-- ServiceAccounts.Storage.Credentials.ClientRecord
SELECT TOP(@p) [f].[id], [f].[application_id], [f].[audience], [f].[conditions], [f].[created_at], [f].[created_by_id], [f].[created_by_name], [f].[expires_at], [f].[is_spiffe], [f].[issuer], [f].[jwks], [f].[jwks_url], [f].[name], [f].[updated_at], [f].[updated_by_id]
FROM [federated_credentials] AS [f]
WHERE [f].[application_id] = @application_Id
ORDER BY [f].[created_at], [f].[id]

GO

-- ServiceAccounts.Storage.Credentials.ClientRecord
SELECT [a0].[id], [a0].[access_token_ttl_seconds], [a0].[allowed_scopes], [a0].[allows_token_endpoint_audience], [a0].[assertion_max_lifetime_seconds], [a0].[authentication_method], [a0].[client_id], [a0].[created_at], [a0].[created_by_id], [a0].[default_api_id], [a0].[description], [a0].[enabled], [a0].[name], [a0].[policy], [a0].[principal_id], [a0].[tenant_id], [a0].[updated_at], [a0].[updated_by_id], [c].[id], [c].[application_id], [c].[created_at], [c].[created_by_id], [c].[created_by_name], [c].[expires_at], [c].[hash], [c].[hash_key_version], [c].[hint]
FROM (
    SELECT TOP(2) [a].[id], [a].[access_token_ttl_seconds], [a].[allowed_scopes], [a].[allows_token_endpoint_audience], [a].[assertion_max_lifetime_seconds], [a].[authentication_method], [a].[client_id], [a].[created_at], [a].[created_by_id], [a].[default_api_id], [a].[description], [a].[enabled], [a].[name], [a].[policy], [a].[principal_id], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
    FROM [applications] AS [a]
    WHERE [a].[client_id] = @clientId
) AS [a0]
LEFT JOIN [client_secrets] AS [c] ON [a0].[id] = [c].[application_id]
ORDER BY [a0].[id]

GO

-- ServiceAccounts.Storage.Credentials.CredentialUses
DELETE FROM [c]
FROM [credential_uses] AS [c]
WHERE [c].[credential_id] = @keySet AND [c].[used_at] < @oldest

GO

-- ServiceAccounts.Storage.Credentials.CredentialUses
SELECT TOP(@p) [c].[credential_id]
FROM [credential_uses] AS [c]
WHERE [c].[credential_id] IN (
    SELECT [k].[value]
    FROM OPENJSON(@keySets) WITH ([value] uniqueidentifier '$') AS [k]
)
GROUP BY [c].[credential_id]
HAVING COUNT(*) > 100
ORDER BY [c].[credential_id]

GO

-- ServiceAccounts.Storage.Credentials.CredentialUses
SELECT TOP(@p) [c].[credential_id], [c].[key_id], [c].[address], [c].[principal_id], [c].[tenant_id], [c].[used_at]
FROM [credential_uses] AS [c]
WHERE [c].[principal_id] IN (@principalIds1, @principalIds2)
ORDER BY [c].[credential_id]

GO

-- ServiceAccounts.Storage.Credentials.CredentialUses
SELECT [c].[used_at]
FROM [credential_uses] AS [c]
WHERE [c].[credential_id] = @keySet
ORDER BY [c].[used_at] DESC
OFFSET @p ROWS FETCH NEXT 1 ROWS ONLY

GO

-- ServiceAccounts.Storage.Credentials.EndedCredentialUses
DELETE FROM [c]
FROM [credential_uses] AS [c]
WHERE [c].[credential_id] IN (@credentials1, @credentials2) AND NOT EXISTS (
    SELECT 1
    FROM [client_secrets] AS [c0]
    WHERE [c0].[id] = [c].[credential_id]) AND NOT EXISTS (
    SELECT 1
    FROM [api_tokens] AS [a]
    WHERE [a].[id] = [c].[credential_id] AND [a].[revoked_at] IS NULL) AND NOT EXISTS (
    SELECT 1
    FROM [client_certificates] AS [c1]
    WHERE [c1].[id] = [c].[credential_id]) AND NOT EXISTS (
    SELECT 1
    FROM [key_sets] AS [k]
    WHERE [k].[id] = [c].[credential_id]) AND NOT EXISTS (
    SELECT 1
    FROM [federated_credentials] AS [f]
    WHERE [f].[id] = [c].[credential_id]) AND (NOT EXISTS (
    SELECT 1
    FROM [principals] AS [p]
    WHERE [p].[id] = [c].[principal_id]) OR EXISTS (
    SELECT 1
    FROM [credential_uses] AS [c2]
    WHERE [c2].[principal_id] = [c].[principal_id] AND [c2].[used_at] > [c].[used_at]))

GO

-- ServiceAccounts.Storage.Credentials.EndedCredentialUses
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [credential_uses] AS [c]
        WHERE [c].[credential_id] IN (@credentials1, @credentials2) AND NOT EXISTS (
            SELECT 1
            FROM [client_secrets] AS [c0]
            WHERE [c0].[id] = [c].[credential_id]) AND NOT EXISTS (
            SELECT 1
            FROM [api_tokens] AS [a]
            WHERE [a].[id] = [c].[credential_id] AND [a].[revoked_at] IS NULL) AND NOT EXISTS (
            SELECT 1
            FROM [client_certificates] AS [c1]
            WHERE [c1].[id] = [c].[credential_id]) AND NOT EXISTS (
            SELECT 1
            FROM [key_sets] AS [k]
            WHERE [k].[id] = [c].[credential_id]) AND NOT EXISTS (
            SELECT 1
            FROM [federated_credentials] AS [f]
            WHERE [f].[id] = [c].[credential_id]) AND (NOT EXISTS (
            SELECT 1
            FROM [principals] AS [p]
            WHERE [p].[id] = [c].[principal_id]) OR EXISTS (
            SELECT 1
            FROM [credential_uses] AS [c2]
            WHERE [c2].[principal_id] = [c].[principal_id] AND [c2].[used_at] > [c].[used_at]))) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Storage.Credentials.EndedCredentialUses
SELECT TOP(@p) [c0].[credential_id]
FROM (
    SELECT DISTINCT [c].[credential_id]
    FROM [credential_uses] AS [c]
    WHERE [c].[credential_id] > @_next
) AS [c0]
ORDER BY [c0].[credential_id]

GO

-- ServiceAccounts.Storage.Credentials.FetchedKeySets
DELETE FROM [f]
FROM [fetched_key_sets] AS [f]
WHERE [f].[tenant_id] = @url_TenantId AND [f].[url_hash] = @hash

GO

-- ServiceAccounts.Storage.Credentials.FetchedKeySets
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [applications] AS [a]
        LEFT JOIN [key_sets] AS [k] ON [a].[id] = [k].[application_id]
        WHERE [a].[tenant_id] = @url_TenantId AND ([k].[jwks_url] = @url_Url OR EXISTS (
            SELECT 1
            FROM [federated_credentials] AS [f]
            WHERE [a].[id] = [f].[application_id] AND [f].[jwks_url] = @url_Url AND [f].[is_spiffe] = CAST(0 AS bit)))) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Storage.Credentials.FetchedKeySets
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [federated_credentials] AS [f]
        WHERE [f].[is_spiffe] = @url_IsSpiffeBundle AND [f].[issuer] = @url_Issuer AND [f].[jwks_url] IS NULL AND [f].[jwks] IS NULL AND EXISTS (
            SELECT 1
            FROM [applications] AS [a]
            WHERE [a].[id] = [f].[application_id] AND [a].[tenant_id] = @url_TenantId)) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Storage.Credentials.FetchedKeySets
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [federated_credentials] AS [f]
        WHERE [f].[is_spiffe] = @url_IsSpiffeBundle AND [f].[jwks_url] = @url_Url AND EXISTS (
            SELECT 1
            FROM [applications] AS [a]
            WHERE [a].[id] = [f].[application_id] AND [a].[tenant_id] = @url_TenantId)) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Storage.Credentials.FetchedKeySets
SELECT TOP(2) [f].[tenant_id], [f].[url_hash], [f].[fetched_at], [f].[jwks], [f].[jwks_url]
FROM [fetched_key_sets] AS [f]
WHERE [f].[tenant_id] = @url_TenantId AND [f].[url_hash] = @hash

GO

-- ServiceAccounts.Storage.Credentials.OutdatedHashes
SELECT TOP(@p) [a].[principal_id]
FROM [applications] AS [a]
WHERE EXISTS (
    SELECT 1
    FROM [client_secrets] AS [c]
    WHERE [a].[id] = [c].[application_id] AND [c].[id] IN (
        SELECT [i].[value]
        FROM OPENJSON(@ids) WITH ([value] uniqueidentifier '$') AS [i]
    ))
ORDER BY [a].[id]

GO

-- ServiceAccounts.Storage.Credentials.OutdatedHashes
UPDATE [a]
SET [a].[hash] = @p,
    [a].[hash_key_version] = @p3
FROM [api_tokens] AS [a]
WHERE [a].[id] = @_8__locals1_id AND [a].[hash] = @old

GO

-- ServiceAccounts.Storage.Credentials.OutdatedHashes
UPDATE [c]
SET [c].[hash] = @p,
    [c].[hash_key_version] = @p3
FROM [client_secrets] AS [c]
WHERE [c].[id] = @_8__locals1_id AND [c].[hash] = @old

GO

-- ServiceAccounts.Storage.Credentials.RevokedTokens
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [revoked_tokens] AS [r]
        WHERE [r].[id] = @id) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Storage.Credentials.StatusLists
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [status_list_entries] AS [s]
        WHERE [s].[tenant_id] = @tenantId AND [s].[list] = @list) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Storage.Credentials.StatusLists
SELECT TOP(@p) [s].[index]
FROM [status_list_entries] AS [s]
WHERE [s].[tenant_id] = @tenantId AND [s].[list] = @list AND (NOT EXISTS (
    SELECT 1
    FROM [principals] AS [p]
    WHERE [p].[id] = [s].[principal_id] AND [p].[status] = N'Active' AND [p].[epoch] = [s].[epoch]) OR EXISTS (
    SELECT 1
    FROM [service_accounts] AS [s0]
    WHERE [s0].[id] = [s].[principal_id] AND [s0].[expires_at] <= @now) OR (NOT EXISTS (
    SELECT 1
    FROM [api_tokens] AS [a]
    WHERE [a].[id] = [s].[credential_id] AND [a].[enabled] = CAST(1 AS bit) AND [a].[revoked_at] IS NULL AND ([a].[expires_at] IS NULL OR [a].[expires_at] > @now0)) AND (NOT EXISTS (
    SELECT 1
    FROM [applications] AS [a0]
    WHERE [a0].[client_id] = [s].[client_id] AND [a0].[enabled] = CAST(1 AS bit)) OR (NOT EXISTS (
    SELECT 1
    FROM [client_secrets] AS [c]
    WHERE [c].[id] = [s].[credential_id] AND ([c].[expires_at] IS NULL OR [c].[expires_at] > @now1)) AND NOT EXISTS (
    SELECT 1
    FROM [key_sets] AS [k]
    WHERE [k].[id] = [s].[credential_id]) AND NOT EXISTS (
    SELECT 1
    FROM [client_certificates] AS [c0]
    WHERE [c0].[id] = [s].[credential_id] AND ([c0].[expires_at] IS NULL OR [c0].[expires_at] > @now2)) AND NOT EXISTS (
    SELECT 1
    FROM [federated_credentials] AS [f]
    WHERE [f].[id] = [s].[credential_id] AND ([f].[expires_at] IS NULL OR [f].[expires_at] > @now3))))))
ORDER BY [s].[index]

GO

-- ServiceAccounts.Storage.Credentials.StatusPlaces
DELETE FROM [s]
FROM [status_list_entries] AS [s]
WHERE [s].[credential_id] = @credentialId AND [s].[epoch] < @newest

GO

-- ServiceAccounts.Storage.Credentials.StatusPlaces
SELECT MAX([s].[epoch])
FROM [status_list_entries] AS [s]
WHERE [s].[credential_id] = @credentialId AND [s].[created_at] <= @before

GO

-- ServiceAccounts.Storage.Credentials.StatusPlaces
SELECT MAX([s].[list])
FROM [status_list_entries] AS [s]
WHERE [s].[tenant_id] = @tenantId

GO

-- ServiceAccounts.Storage.Credentials.StatusPlaces
SELECT TOP(2) [s].[list], [s].[index]
FROM [status_list_entries] AS [s]
WHERE [s].[credential_id] = @pair_CredentialId AND [s].[epoch] = @pair_Epoch

GO

-- ServiceAccounts.Storage.Credentials.StatusPlaces
SELECT TOP(2) [s].[tenant_id], [s].[list], [s].[index], [s].[client_id], [s].[created_at], [s].[credential_id], [s].[epoch], [s].[principal_id]
FROM [status_list_entries] AS [s]
WHERE [s].[credential_id] = @pair_CredentialId AND [s].[epoch] = @pair_Epoch

GO

-- ServiceAccounts.Storage.Credentials.StatusPlaces
SELECT TOP(@p) [s].[index]
FROM [status_list_entries] AS [s]
WHERE [s].[tenant_id] = @tenantId AND [s].[list] = @newest AND [s].[index] IN (
    SELECT [w].[value]
    FROM OPENJSON(@wanted) WITH ([value] int '$') AS [w]
)
ORDER BY [s].[index]

GO

-- ServiceAccounts.Storage.Issuances.IssuanceBatches
SELECT TOP(@p) [i].[payload]
FROM [issuance_blocks] AS [i]
WHERE [i].[shard] = @shard AND [i].[minute] = @minute
ORDER BY [i].[part]

GO

-- ServiceAccounts.Storage.Issuances.IssuanceBatches
SELECT TOP(@p) [i].[sequence] AS [Sequence], [i].[count] AS [Count]
FROM [issuance_batches] AS [i]
WHERE [i].[node] = @_8__locals1_node_Key AND [i].[sequence] IN (@sequences1, @sequences2)
ORDER BY [i].[sequence]

GO

-- ServiceAccounts.Storage.Issuances.IssuanceBatches
UPDATE [i]
SET [i].[count] = @p,
    [i].[payload] = @p3
FROM [issuance_batches] AS [i]
WHERE [i].[node] = @batch_Id_Node AND [i].[sequence] = @batch_Id_Sequence

GO

-- ServiceAccounts.Storage.Issuances.IssuancePruning
DELETE FROM [i]
FROM [issuance_blocks] AS [i]
WHERE [i].[minute] < @before

GO

-- ServiceAccounts.Storage.Issuances.IssuancePruning
SELECT TOP(1) [i].[minute]
FROM [issuance_blocks] AS [i]
ORDER BY [i].[minute]

GO

-- ServiceAccounts.Storage.Issuances.IssuancePruning
SELECT TOP(@p) [i].[minute]
FROM [issuance_blocks] AS [i]
WHERE [i].[minute] < @kept
ORDER BY [i].[minute]

GO

-- ServiceAccounts.Storage.Issuances.IssuanceSealer
DELETE FROM [i]
FROM [issuance_batches] AS [i]
WHERE [i].[node] = @_8__locals1_node_Key AND [i].[sequence] IN (@numbers1, @numbers2) AND [i].[sequence] * CAST(1000000 AS bigint) + CAST([i].[count] AS bigint) IN (@contents1, @contents2)

GO

-- ServiceAccounts.Storage.Issuances.IssuanceSealer
SELECT TOP(@p) [a].[id] AS [Id], [a].[client_id] AS [ClientId]
FROM [applications] AS [a]
WHERE [a].[id] IN (@ids1, @ids2)
ORDER BY [a].[id]

GO

-- ServiceAccounts.Storage.Issuances.IssuanceSealer
SELECT TOP(@p) [i].[node], [i].[sequence], [i].[count], [i].[created_at], [i].[payload]
FROM [issuance_batches] AS [i]
WHERE [i].[created_at] < @before
ORDER BY [i].[created_at]

GO

-- ServiceAccounts.Storage.Issuances.IssuanceSealer
SELECT [i].[shard] AS [Shard], [i].[minute] AS [Minute], MAX([i].[part]) AS [Part]
FROM [issuance_blocks] AS [i]
WHERE [i].[minute] IN (@minutes1, @minutes2)
GROUP BY [i].[shard], [i].[minute]

GO

-- ServiceAccounts.Storage.Issuances.IssuanceSearch
SELECT TOP(@p) [i].[shard], [i].[minute], [i].[part], [i].[count], [i].[hash], [i].[payload]
FROM [issuance_blocks] AS [i]
WHERE [i].[shard] = @shard AND [i].[minute] >= @first AND [i].[minute] <= @last
ORDER BY [i].[minute], [i].[part]

GO

-- ServiceAccounts.Storage.Issuances.IssuanceSearch
SELECT [i].[node], [i].[sequence], [i].[count], [i].[created_at], [i].[payload]
FROM [issuance_batches] AS [i]
WHERE [i].[created_at] >= @earliest
ORDER BY [i].[created_at]

GO

-- ServiceAccounts.Storage.Issuances.Retention
DELETE FROM [i]
FROM [idempotency_keys] AS [i]
WHERE [i].[created_at] <= @cut

GO

-- ServiceAccounts.Storage.Issuances.Retention
DELETE FROM [i]
FROM [issuance_batches] AS [i]
WHERE [i].[created_at] <= @cut

GO

-- ServiceAccounts.Storage.Issuances.Retention
DELETE FROM [r]
FROM [revoked_tokens] AS [r]
WHERE [r].[expires_at] <= @cut

GO

-- ServiceAccounts.Storage.Issuances.Retention
DELETE FROM [s]
FROM [single_use_claims] AS [s]
WHERE [s].[expires_at] <= @cut

GO

-- ServiceAccounts.Storage.Issuances.Retention
SELECT TOP(@p) [c].[expires_at]
FROM [client_secrets] AS [c]
WHERE [c].[expires_at] < @oldestSecret
ORDER BY [c].[expires_at]

GO

-- ServiceAccounts.Storage.Issuances.Retention
SELECT TOP(@p) [f].[fetched_at]
FROM [fetched_key_sets] AS [f]
WHERE [f].[fetched_at] < @yesterday
ORDER BY [f].[fetched_at]

GO

-- ServiceAccounts.Storage.Issuances.Retention
SELECT TOP(@p) [i].[created_at]
FROM [idempotency_keys] AS [i]
WHERE [i].[created_at] < @yesterday
ORDER BY [i].[created_at]

GO

-- ServiceAccounts.Storage.Issuances.Retention
SELECT TOP(@p) [i].[created_at]
FROM [issuance_batches] AS [i]
WHERE [i].[created_at] < @oldestBatch
ORDER BY [i].[created_at]

GO

-- ServiceAccounts.Storage.Issuances.Retention
SELECT TOP(@p) [r].[expires_at]
FROM [revoked_tokens] AS [r]
WHERE [r].[expires_at] < @now
ORDER BY [r].[expires_at]

GO

-- ServiceAccounts.Storage.Issuances.Retention
SELECT TOP(@p) [s].[expires_at]
FROM [single_use_claims] AS [s]
WHERE [s].[expires_at] < @now
ORDER BY [s].[expires_at]

GO

-- ServiceAccounts.Storage.Issuances.SealedBlockCheck
SELECT TOP(1) [l].[details]
FROM [ledger] AS [l]
WHERE [l].[tenant_id] IS NULL AND [l].[action] = N'issuances.pruned'
ORDER BY [l].[position] DESC

GO

-- ServiceAccounts.Storage.Issuances.SealedBlockCheck
SELECT TOP(2) [i].[shard], [i].[minute], [i].[part], [i].[count], [i].[hash], [i].[payload]
FROM [issuance_blocks] AS [i]
WHERE [i].[shard] = @shard AND [i].[minute] = @minute AND [i].[part] = @part

GO

-- ServiceAccounts.Storage.Keys.GeneratedKeyUse
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [leases] AS [l]
        WHERE [l].[name] LIKE @prefix_startswith ESCAPE N'\' AND [l].[expires_at] > @_8__locals1_now) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Storage.Leases.Leases
DELETE FROM [l]
FROM [leases] AS [l]
WHERE [l].[holder] = @node_Id

GO

-- ServiceAccounts.Storage.Leases.Leases
DELETE FROM [l]
FROM [leases] AS [l]
WHERE [l].[name] = @name AND [l].[holder] = @node_Id

GO

-- ServiceAccounts.Storage.Leases.Leases
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [leases] AS [l]
        WHERE [l].[name] = @name) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Storage.Leases.Leases
UPDATE [l]
SET [l].[holder] = @p,
    [l].[expires_at] = @p4
FROM [leases] AS [l]
WHERE [l].[name] = @name AND ([l].[holder] = @node_Id OR [l].[expires_at] <= @now)

GO

-- ServiceAccounts.Storage.Ledger.ChangeFollower
SELECT TOP(2) [l].[position] AS [Position], [l].[seal] AS [Seal]
FROM [ledger_position] AS [l]
WHERE [l].[id] = 1

GO

-- ServiceAccounts.Storage.Ledger.ChangeFollower
SELECT TOP(@p) [l].[position] AS [Position], [l].[outcome] AS [Outcome], [l].[tenant_id] AS [TenantId], [l].[principal_id] AS [PrincipalId], [l].[action] AS [Action], [l].[seal] AS [Seal]
FROM [ledger] AS [l]
WHERE [l].[position] >= @_position
ORDER BY [l].[position]

GO

-- ServiceAccounts.Storage.Ledger.EndedThings
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [ledger] AS [l]
        WHERE [l].[client_id] = @clientId AND COALESCE([l].[tenant_id], '00000000-0000-0000-0000-000000000000') = @tenantId AND [l].[action] IN (N'service_account.created', N'application.created')) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Storage.Ledger.EndedThings
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [ledger] AS [l]
        WHERE [l].[subject_id] = @accountId AND COALESCE([l].[tenant_id], '00000000-0000-0000-0000-000000000000') = @tenantId AND [l].[action] = N'service_account.created' AND [l].[client_id] IS NULL) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Storage.Ledger.EndedThings
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [ledger] AS [l]
        WHERE [l].[subject_id] = @accountId AND COALESCE([l].[tenant_id], '00000000-0000-0000-0000-000000000000') = @tenantId AND [l].[action] = N'service_account.deleted') THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Storage.Ledger.LedgerPruning
DELETE FROM [l]
FROM [ledger] AS [l]
WHERE [l].[position] <= @last_Position

GO

-- ServiceAccounts.Storage.Ledger.LedgerPruning
SELECT TOP(1) [l].[at]
FROM [ledger] AS [l]
ORDER BY [l].[position]

GO

-- ServiceAccounts.Storage.Ledger.LedgerPruning
SELECT TOP(1) [l].[details]
FROM [ledger] AS [l]
WHERE [l].[subject_id] = '01990000-0000-7000-8000-00000000c4a1' AND [l].[action] = N'journal.pruned'
ORDER BY [l].[position] DESC

GO

-- ServiceAccounts.Storage.Ledger.LedgerPruning
SELECT TOP(@p) [l].[position] AS [Position], [l].[at] AS [At], [l].[seal] AS [Seal]
FROM [ledger] AS [l]
ORDER BY [l].[position]

GO

-- ServiceAccounts.Storage.Ledger.LedgerVerification
-- ServiceAccounts.Storage.Ledger.LedgerWriter
SELECT TOP(2) [l].[id], [l].[position], [l].[seal]
FROM [ledger_position] AS [l]
WHERE [l].[id] = 1

GO

-- ServiceAccounts.Storage.Ledger.LedgerVerification
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [ledger] AS [l]
        WHERE [l].[position] <= @last_Position) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Storage.Ledger.LedgerVerification
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [ledger] AS [l]
        WHERE [l].[position] > @from) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Storage.Ledger.LedgerVerification
SELECT TOP(1) [l].[position], [l].[at], [l].[seal]
FROM [ledger] AS [l]
ORDER BY [l].[position] DESC

GO

-- ServiceAccounts.Storage.Ledger.LedgerVerification
SELECT TOP(@p) [l].[position], [l].[action], [l].[actor_id], [l].[actor_name], [l].[address], [l].[at], [l].[client_id], [l].[correlation_id], [l].[count], [l].[details], [l].[organization_id], [l].[outcome], [l].[principal_id], [l].[reason], [l].[seal], [l].[seal_key_version], [l].[subject_id], [l].[subject_kind], [l].[surface], [l].[tenant_id]
FROM [ledger] AS [l]
WHERE [l].[position] > @from
ORDER BY [l].[position]

GO

-- ServiceAccounts.Storage.Ledger.RefusalJournal
SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [ledger] AS [l]
        WHERE [l].[position] = @entry_Position AND [l].[seal] = @entry_Seal) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

GO

-- ServiceAccounts.Storage.Sqlite.SqliteDatabase
SELECT TOP(@p) [s].[key], [s].[expires_at], [s].[node], [s].[sequence]
FROM [single_use_claims] AS [s]
WHERE [s].[key] IN (
    SELECT [k].[value]
    FROM OPENJSON(@keys) WITH ([value] nvarchar(64) '$') AS [k]
)
ORDER BY [s].[key]

GO

-- ServiceAccounts.Storage.Tenants.TenantStore
SELECT TOP(2) [o].[tenant_id]
FROM [organizations] AS [o]
WHERE [o].[id] = @organizationId

GO

-- ServiceAccounts.Storage.Tenants.TenantStore
SELECT TOP(2) [t].[id]
FROM [tenants] AS [t]
WHERE [t].[host_label] = @lower
