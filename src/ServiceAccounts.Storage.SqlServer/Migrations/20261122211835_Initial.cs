using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace ServiceAccounts.Storage.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "credential_uses",
                columns: table => new
                {
                    credential_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    key_id = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    principal_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    used_at = table.Column<long>(type: "bigint", nullable: false),
                    address = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_credential_uses", x => new { x.credential_id, x.key_id });
                });

            migrationBuilder.CreateTable(
                name: "fetched_key_sets",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    url_hash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    jwks_url = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: false, collation: "Latin1_General_100_BIN2"),
                    jwks = table.Column<string>(type: "nvarchar(max)", maxLength: 65536, nullable: false, collation: "Latin1_General_100_BIN2"),
                    fetched_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fetched_key_sets", x => new { x.tenant_id, x.url_hash });
                });

            migrationBuilder.CreateTable(
                name: "issuance_batches",
                columns: table => new
                {
                    node = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    count = table.Column<int>(type: "int", nullable: false),
                    payload = table.Column<byte[]>(type: "varbinary(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_issuance_batches", x => new { x.node, x.sequence });
                });

            migrationBuilder.CreateTable(
                name: "issuance_blocks",
                columns: table => new
                {
                    shard = table.Column<int>(type: "int", nullable: false),
                    minute = table.Column<long>(type: "bigint", nullable: false),
                    part = table.Column<int>(type: "int", nullable: false),
                    count = table.Column<int>(type: "int", nullable: false),
                    payload = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    hash = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_issuance_blocks", x => new { x.shard, x.minute, x.part });
                });

            migrationBuilder.CreateTable(
                name: "key_ring",
                columns: table => new
                {
                    name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    xml = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_key_ring", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "leases",
                columns: table => new
                {
                    name = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    holder = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_leases", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "ledger",
                columns: table => new
                {
                    position = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    actor_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    actor_name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    action = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    subject_kind = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    subject_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    principal_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    address = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true, collation: "Latin1_General_100_BIN2"),
                    surface = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2"),
                    correlation_id = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: true, collation: "Latin1_General_100_BIN2"),
                    outcome = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2"),
                    client_id = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true, collation: "Latin1_General_100_BIN2"),
                    reason = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true, collation: "Latin1_General_100_BIN2"),
                    count = table.Column<int>(type: "int", nullable: false),
                    details = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    seal_key_version = table.Column<int>(type: "int", nullable: false),
                    seal = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledger", x => x.position);
                });

            migrationBuilder.CreateTable(
                name: "ledger_position",
                columns: table => new
                {
                    id = table.Column<int>(type: "int", nullable: false),
                    position = table.Column<long>(type: "bigint", nullable: false),
                    seal = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledger_position", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "revoked_tokens",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false),
                    revoked_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_revoked_tokens", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "server_secrets",
                columns: table => new
                {
                    purpose = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2"),
                    version = table.Column<int>(type: "int", nullable: false),
                    protected_key = table.Column<byte[]>(type: "varbinary(4000)", maxLength: 4000, nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_server_secrets", x => new { x.purpose, x.version });
                });

            migrationBuilder.CreateTable(
                name: "signing_keys",
                columns: table => new
                {
                    key_id = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    algorithm = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false, collation: "Latin1_General_100_BIN2"),
                    state = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2"),
                    public_jwk = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false, collation: "Latin1_General_100_BIN2"),
                    protected_private_key = table.Column<byte[]>(type: "varbinary(max)", maxLength: 16000, nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    activates_at = table.Column<long>(type: "bigint", nullable: true),
                    retired_at = table.Column<long>(type: "bigint", nullable: true),
                    accepted_until = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_signing_keys", x => x.key_id);
                });

            migrationBuilder.CreateTable(
                name: "single_use_claims",
                columns: table => new
                {
                    key = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    expires_at = table.Column<long>(type: "bigint", nullable: false),
                    node = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_single_use_claims", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "status_list_entries",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    list = table.Column<int>(type: "int", nullable: false),
                    index = table.Column<int>(type: "int", nullable: false),
                    principal_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    client_id = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    credential_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    epoch = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_status_list_entries", x => new { x.tenant_id, x.list, x.index });
                });

            migrationBuilder.CreateTable(
                name: "tenants",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    realm = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    host_label = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    maximum_service_accounts = table.Column<int>(type: "int", nullable: true),
                    region = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: true, collation: "Latin1_General_100_BIN2"),
                    identifier_prefixes = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    minimum_ttl_seconds = table.Column<int>(type: "int", nullable: true),
                    maximum_ttl_seconds = table.Column<int>(type: "int", nullable: true),
                    policy = table.Column<string>(type: "nvarchar(max)", maxLength: 16000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    default_api_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "account_groups",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    normalized_name = table.Column<string>(type: "nvarchar(765)", maxLength: 765, nullable: false, collation: "Latin1_General_100_BIN2"),
                    description = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true, collation: "Latin1_General_100_BIN2"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_account_groups", x => x.id);
                    table.ForeignKey(
                        name: "FK_account_groups_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "apis",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    identifier = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false, collation: "Latin1_General_100_BIN2"),
                    name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    signing_algorithm = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false, collation: "Latin1_General_100_BIN2"),
                    maximum_ttl_seconds = table.Column<int>(type: "int", nullable: true),
                    includes_roles = table.Column<bool>(type: "bit", nullable: false),
                    includes_groups = table.Column<bool>(type: "bit", nullable: false),
                    includes_status = table.Column<bool>(type: "bit", nullable: false),
                    introspection_clients = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_apis", x => x.id);
                    table.ForeignKey(
                        name: "FK_apis_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "organizations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    kind = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2"),
                    parent_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    slug = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_organizations", x => x.id);
                    table.ForeignKey(
                        name: "FK_organizations_organizations_parent_id",
                        column: x => x.parent_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_organizations_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "principals",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    kind = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2"),
                    status = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2"),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    epoch = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_principals", x => x.id);
                    table.ForeignKey(
                        name: "FK_principals_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "roles",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    normalized_name = table.Column<string>(type: "nvarchar(765)", maxLength: 765, nullable: false, collation: "Latin1_General_100_BIN2"),
                    description = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true, collation: "Latin1_General_100_BIN2"),
                    level = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2"),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_roles", x => x.id);
                    table.ForeignKey(
                        name: "FK_roles_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "account_group_grants",
                columns: table => new
                {
                    group_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    api_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_account_group_grants", x => new { x.group_id, x.api_id, x.name });
                    table.ForeignKey(
                        name: "FK_account_group_grants_account_groups_group_id",
                        column: x => x.group_id,
                        principalTable: "account_groups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "api_permissions",
                columns: table => new
                {
                    api_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_permissions", x => new { x.api_id, x.name });
                    table.ForeignKey(
                        name: "FK_api_permissions_apis_api_id",
                        column: x => x.api_id,
                        principalTable: "apis",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "account_group_members",
                columns: table => new
                {
                    group_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    principal_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_account_group_members", x => new { x.group_id, x.principal_id });
                    table.ForeignKey(
                        name: "FK_account_group_members_account_groups_group_id",
                        column: x => x.group_id,
                        principalTable: "account_groups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_account_group_members_principals_principal_id",
                        column: x => x.principal_id,
                        principalTable: "principals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "api_tokens",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    principal_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    hash = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false),
                    hash_key_version = table.Column<int>(type: "int", nullable: false),
                    hint = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false, collation: "Latin1_General_100_BIN2"),
                    retiring_hash = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: true),
                    retiring_until = table.Column<long>(type: "bigint", nullable: true),
                    scopes = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    enabled = table.Column<bool>(type: "bit", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    created_by_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    created_by_name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true, collation: "Latin1_General_100_BIN2"),
                    updated_at = table.Column<long>(type: "bigint", nullable: true),
                    updated_by_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    expires_at = table.Column<long>(type: "bigint", nullable: true),
                    revoked_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_tokens", x => x.id);
                    table.ForeignKey(
                        name: "FK_api_tokens_principals_principal_id",
                        column: x => x.principal_id,
                        principalTable: "principals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "direct_grants",
                columns: table => new
                {
                    principal_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    api_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_direct_grants", x => new { x.principal_id, x.api_id, x.name });
                    table.ForeignKey(
                        name: "FK_direct_grants_principals_principal_id",
                        column: x => x.principal_id,
                        principalTable: "principals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                columns: table => new
                {
                    principal_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    key = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    request_hash = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false),
                    location = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false, collation: "Latin1_General_100_BIN2"),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_idempotency_keys", x => new { x.principal_id, x.key });
                    table.ForeignKey(
                        name: "FK_idempotency_keys_principals_principal_id",
                        column: x => x.principal_id,
                        principalTable: "principals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "service_accounts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    organization_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    normalized_name = table.Column<string>(type: "nvarchar(765)", maxLength: 765, nullable: false, collation: "Latin1_General_100_BIN2"),
                    handle = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    description = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true, collation: "Latin1_General_100_BIN2"),
                    auth_type = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2"),
                    email = table.Column<string>(type: "nvarchar(320)", maxLength: 320, nullable: true, collation: "Latin1_General_100_BIN2"),
                    owner_contact = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true, collation: "Latin1_General_100_BIN2"),
                    expires_at = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false),
                    created_by_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    created_by_name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    created_by_kind = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2"),
                    updated_by_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    updated_by_name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true, collation: "Latin1_General_100_BIN2"),
                    updated_by_kind = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: true, collation: "Latin1_General_100_BIN2"),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_service_accounts", x => x.id);
                    table.ForeignKey(
                        name: "FK_service_accounts_organizations_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_service_accounts_principals_id",
                        column: x => x.id,
                        principalTable: "principals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    email = table.Column<string>(type: "nvarchar(320)", maxLength: 320, nullable: false, collation: "Latin1_General_100_BIN2"),
                    normalized_email = table.Column<string>(type: "nvarchar(960)", maxLength: 960, nullable: false, collation: "Latin1_General_100_BIN2"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_users", x => x.id);
                    table.ForeignKey(
                        name: "FK_users_principals_id",
                        column: x => x.id,
                        principalTable: "principals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "account_group_bindings",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    group_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    role_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    place_kind = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2"),
                    place_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_account_group_bindings", x => x.id);
                    table.ForeignKey(
                        name: "FK_account_group_bindings_account_groups_group_id",
                        column: x => x.group_id,
                        principalTable: "account_groups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_account_group_bindings_roles_role_id",
                        column: x => x.role_id,
                        principalTable: "roles",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "role_bindings",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    principal_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    role_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    place_kind = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2"),
                    place_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_role_bindings", x => x.id);
                    table.ForeignKey(
                        name: "FK_role_bindings_principals_principal_id",
                        column: x => x.principal_id,
                        principalTable: "principals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_role_bindings_roles_role_id",
                        column: x => x.role_id,
                        principalTable: "roles",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "role_permissions",
                columns: table => new
                {
                    role_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    api_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_role_permissions", x => new { x.role_id, x.api_id, x.name });
                    table.ForeignKey(
                        name: "FK_role_permissions_roles_role_id",
                        column: x => x.role_id,
                        principalTable: "roles",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "applications",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    client_id = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    principal_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true, collation: "Latin1_General_100_BIN2"),
                    description = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true, collation: "Latin1_General_100_BIN2"),
                    authentication_method = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2"),
                    access_token_ttl_seconds = table.Column<int>(type: "int", nullable: false),
                    allowed_scopes = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    default_api_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    allows_token_endpoint_audience = table.Column<bool>(type: "bit", nullable: false),
                    assertion_max_lifetime_seconds = table.Column<int>(type: "int", nullable: false),
                    policy = table.Column<string>(type: "nvarchar(max)", maxLength: 16000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    enabled = table.Column<bool>(type: "bit", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    created_by_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    updated_at = table.Column<long>(type: "bigint", nullable: true),
                    updated_by_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_applications", x => x.id);
                    table.ForeignKey(
                        name: "FK_applications_service_accounts_principal_id",
                        column: x => x.principal_id,
                        principalTable: "service_accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "service_account_labels",
                columns: table => new
                {
                    account_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    key = table.Column<string>(type: "nvarchar(63)", maxLength: 63, nullable: false, collation: "Latin1_General_100_BIN2"),
                    value = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_service_account_labels", x => new { x.account_id, x.key });
                    table.ForeignKey(
                        name: "FK_service_account_labels_service_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "service_accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "client_certificates",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    application_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    match = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2"),
                    value = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false, collation: "Latin1_General_100_BIN2"),
                    pem = table.Column<string>(type: "nvarchar(max)", maxLength: 65536, nullable: true, collation: "Latin1_General_100_BIN2"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    created_by_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    created_by_name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true, collation: "Latin1_General_100_BIN2"),
                    expires_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_client_certificates", x => x.id);
                    table.ForeignKey(
                        name: "FK_client_certificates_applications_application_id",
                        column: x => x.application_id,
                        principalTable: "applications",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "client_secrets",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    application_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    hash = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false),
                    hash_key_version = table.Column<int>(type: "int", nullable: false),
                    hint = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false, collation: "Latin1_General_100_BIN2"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    created_by_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    created_by_name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true, collation: "Latin1_General_100_BIN2"),
                    expires_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_client_secrets", x => x.id);
                    table.ForeignKey(
                        name: "FK_client_secrets_applications_application_id",
                        column: x => x.application_id,
                        principalTable: "applications",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "federated_credentials",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    application_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: false, collation: "Latin1_General_100_BIN2"),
                    issuer = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: false, collation: "Latin1_General_100_BIN2"),
                    is_spiffe = table.Column<bool>(type: "bit", nullable: false),
                    audience = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    conditions = table.Column<string>(type: "nvarchar(max)", maxLength: 32000, nullable: false, collation: "Latin1_General_100_BIN2"),
                    jwks_url = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    jwks = table.Column<string>(type: "nvarchar(max)", maxLength: 65536, nullable: true, collation: "Latin1_General_100_BIN2"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    created_by_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    created_by_name = table.Column<string>(type: "nvarchar(255)", maxLength: 255, nullable: true, collation: "Latin1_General_100_BIN2"),
                    updated_at = table.Column<long>(type: "bigint", nullable: true),
                    updated_by_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    expires_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_federated_credentials", x => x.id);
                    table.ForeignKey(
                        name: "FK_federated_credentials_applications_application_id",
                        column: x => x.application_id,
                        principalTable: "applications",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "key_sets",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    application_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    jwks_url = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    jwks = table.Column<string>(type: "nvarchar(max)", maxLength: 65536, nullable: true, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_key_sets", x => x.id);
                    table.ForeignKey(
                        name: "FK_key_sets_applications_application_id",
                        column: x => x.application_id,
                        principalTable: "applications",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                table: "ledger_position",
                columns: new[] { "id", "position", "seal" },
                values: new object[] { 1, 0L, new byte[0] });

            migrationBuilder.InsertData(
                table: "roles",
                columns: new[] { "id", "created_at", "description", "level", "name", "normalized_name", "number", "tenant_id", "version" },
                values: new object[,]
                {
                    { new Guid("01990000-0000-7000-8000-000000000001"), 0L, "Everything on this server.", "System", "super_admin", "SUPER_ADMIN", 1L, null, 1L },
                    { new Guid("01990000-0000-7000-8000-000000000002"), 0L, "Everything of one tenant.", "Tenant", "tenant_admin", "TENANT_ADMIN", 2L, null, 1L },
                    { new Guid("01990000-0000-7000-8000-000000000003"), 0L, "Organizations and service accounts of one group.", "Group", "group_admin", "GROUP_ADMIN", 3L, null, 1L },
                    { new Guid("01990000-0000-7000-8000-000000000004"), 0L, "Service accounts of one organization.", "Organization", "org_admin", "ORG_ADMIN", 4L, null, 1L },
                    { new Guid("01990000-0000-7000-8000-000000000005"), 0L, "Reads what there is, the journal and keys excepted.", "Organization", "member", "MEMBER", 5L, null, 1L },
                    { new Guid("01990000-0000-7000-8000-000000000006"), 0L, "Reads the journal.", "Organization", "journal_reader", "JOURNAL_READER", 6L, null, 1L },
                    { new Guid("01990000-0000-7000-8000-000000000007"), 0L, "api:read and api:write of the tenant's default Api.", "Organization", "api_default", "API_DEFAULT", 7L, null, 1L }
                });

            migrationBuilder.CreateIndex(
                name: "IX_account_group_bindings_group_id_role_id_place_id",
                table: "account_group_bindings",
                columns: new[] { "group_id", "role_id", "place_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_account_group_bindings_place_id",
                table: "account_group_bindings",
                column: "place_id");

            migrationBuilder.CreateIndex(
                name: "IX_account_group_bindings_role_id",
                table: "account_group_bindings",
                column: "role_id");

            migrationBuilder.CreateIndex(
                name: "IX_account_group_grants_api_id_name",
                table: "account_group_grants",
                columns: new[] { "api_id", "name" });

            migrationBuilder.CreateIndex(
                name: "IX_account_group_members_group_id_created_at_principal_id",
                table: "account_group_members",
                columns: new[] { "group_id", "created_at", "principal_id" });

            migrationBuilder.CreateIndex(
                name: "IX_account_group_members_principal_id",
                table: "account_group_members",
                column: "principal_id");

            migrationBuilder.CreateIndex(
                name: "IX_account_groups_tenant_id_created_at_id",
                table: "account_groups",
                columns: new[] { "tenant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_account_groups_tenant_id_normalized_name",
                table: "account_groups",
                columns: new[] { "tenant_id", "normalized_name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_api_tokens_hash",
                table: "api_tokens",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_api_tokens_principal_id",
                table: "api_tokens",
                column: "principal_id");

            migrationBuilder.CreateIndex(
                name: "IX_api_tokens_retiring_hash",
                table: "api_tokens",
                column: "retiring_hash",
                unique: true,
                filter: "[retiring_hash] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_api_tokens_tenant_id_created_at_id",
                table: "api_tokens",
                columns: new[] { "tenant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_api_tokens_tenant_id_expires_at",
                table: "api_tokens",
                columns: new[] { "tenant_id", "expires_at" });

            migrationBuilder.CreateIndex(
                name: "IX_apis_identifier",
                table: "apis",
                column: "identifier",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_apis_tenant_id_created_at_id",
                table: "apis",
                columns: new[] { "tenant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_applications_client_id",
                table: "applications",
                column: "client_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_applications_principal_id",
                table: "applications",
                column: "principal_id");

            migrationBuilder.CreateIndex(
                name: "IX_applications_tenant_id_created_at_id",
                table: "applications",
                columns: new[] { "tenant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_client_certificates_application_id",
                table: "client_certificates",
                column: "application_id");

            migrationBuilder.CreateIndex(
                name: "IX_client_secrets_application_id",
                table: "client_secrets",
                column: "application_id");

            migrationBuilder.CreateIndex(
                name: "IX_client_secrets_expires_at",
                table: "client_secrets",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_client_secrets_hash",
                table: "client_secrets",
                column: "hash");

            migrationBuilder.CreateIndex(
                name: "IX_credential_uses_principal_id_used_at",
                table: "credential_uses",
                columns: new[] { "principal_id", "used_at" });

            migrationBuilder.CreateIndex(
                name: "IX_direct_grants_api_id_name",
                table: "direct_grants",
                columns: new[] { "api_id", "name" });

            migrationBuilder.CreateIndex(
                name: "IX_federated_credentials_application_id",
                table: "federated_credentials",
                column: "application_id");

            migrationBuilder.CreateIndex(
                name: "IX_fetched_key_sets_fetched_at",
                table: "fetched_key_sets",
                column: "fetched_at");

            migrationBuilder.CreateIndex(
                name: "IX_idempotency_keys_created_at",
                table: "idempotency_keys",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "IX_issuance_batches_created_at",
                table: "issuance_batches",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "IX_issuance_blocks_minute",
                table: "issuance_blocks",
                column: "minute");

            migrationBuilder.CreateIndex(
                name: "IX_key_sets_application_id",
                table: "key_sets",
                column: "application_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_key_sets_jwks_url",
                table: "key_sets",
                column: "jwks_url");

            migrationBuilder.CreateIndex(
                name: "IX_ledger_actor_id_position",
                table: "ledger",
                columns: new[] { "actor_id", "position" });

            migrationBuilder.CreateIndex(
                name: "IX_ledger_client_id_position",
                table: "ledger",
                columns: new[] { "client_id", "position" });

            migrationBuilder.CreateIndex(
                name: "IX_ledger_principal_id_position",
                table: "ledger",
                columns: new[] { "principal_id", "position" });

            migrationBuilder.CreateIndex(
                name: "IX_ledger_subject_id_position",
                table: "ledger",
                columns: new[] { "subject_id", "position" });

            migrationBuilder.CreateIndex(
                name: "IX_ledger_tenant_id_outcome_position",
                table: "ledger",
                columns: new[] { "tenant_id", "outcome", "position" });

            migrationBuilder.CreateIndex(
                name: "IX_ledger_tenant_id_position",
                table: "ledger",
                columns: new[] { "tenant_id", "position" });

            migrationBuilder.CreateIndex(
                name: "IX_organizations_parent_id",
                table: "organizations",
                column: "parent_id");

            migrationBuilder.CreateIndex(
                name: "IX_organizations_tenant_id_created_at_id",
                table: "organizations",
                columns: new[] { "tenant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_organizations_tenant_id_slug",
                table: "organizations",
                columns: new[] { "tenant_id", "slug" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_principals_number",
                table: "principals",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_principals_tenant_id",
                table: "principals",
                column: "tenant_id");

            migrationBuilder.CreateIndex(
                name: "IX_revoked_tokens_expires_at",
                table: "revoked_tokens",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_role_bindings_place_id",
                table: "role_bindings",
                column: "place_id");

            migrationBuilder.CreateIndex(
                name: "IX_role_bindings_principal_id_role_id_place_id",
                table: "role_bindings",
                columns: new[] { "principal_id", "role_id", "place_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_role_bindings_role_id_principal_id",
                table: "role_bindings",
                columns: new[] { "role_id", "principal_id" });

            migrationBuilder.CreateIndex(
                name: "IX_role_permissions_api_id_name",
                table: "role_permissions",
                columns: new[] { "api_id", "name" });

            migrationBuilder.CreateIndex(
                name: "IX_roles_number",
                table: "roles",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_roles_tenant_id_created_at_id",
                table: "roles",
                columns: new[] { "tenant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_roles_tenant_id_normalized_name",
                table: "roles",
                columns: new[] { "tenant_id", "normalized_name" },
                unique: true,
                filter: "[tenant_id] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_service_account_labels_key_value_account_id",
                table: "service_account_labels",
                columns: new[] { "key", "value", "account_id" });

            migrationBuilder.CreateIndex(
                name: "IX_service_accounts_organization_id_created_at_id",
                table: "service_accounts",
                columns: new[] { "organization_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_service_accounts_organization_id_normalized_name",
                table: "service_accounts",
                columns: new[] { "organization_id", "normalized_name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_service_accounts_tenant_id_created_at_id",
                table: "service_accounts",
                columns: new[] { "tenant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_service_accounts_tenant_id_email",
                table: "service_accounts",
                columns: new[] { "tenant_id", "email" });

            migrationBuilder.CreateIndex(
                name: "IX_service_accounts_tenant_id_expires_at",
                table: "service_accounts",
                columns: new[] { "tenant_id", "expires_at" });

            migrationBuilder.CreateIndex(
                name: "IX_service_accounts_tenant_id_handle",
                table: "service_accounts",
                columns: new[] { "tenant_id", "handle" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_service_accounts_tenant_id_normalized_name",
                table: "service_accounts",
                columns: new[] { "tenant_id", "normalized_name" });

            migrationBuilder.CreateIndex(
                name: "IX_single_use_claims_expires_at",
                table: "single_use_claims",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_status_list_entries_credential_id_epoch",
                table: "status_list_entries",
                columns: new[] { "credential_id", "epoch" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_status_list_entries_principal_id",
                table: "status_list_entries",
                column: "principal_id");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_created_at_id",
                table: "tenants",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_tenants_host_label",
                table: "tenants",
                column: "host_label",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_tenants_realm",
                table: "tenants",
                column: "realm",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_users_tenant_id_created_at_id",
                table: "users",
                columns: new[] { "tenant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_users_tenant_id_normalized_email",
                table: "users",
                columns: new[] { "tenant_id", "normalized_email" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "account_group_bindings");

            migrationBuilder.DropTable(
                name: "account_group_grants");

            migrationBuilder.DropTable(
                name: "account_group_members");

            migrationBuilder.DropTable(
                name: "api_permissions");

            migrationBuilder.DropTable(
                name: "api_tokens");

            migrationBuilder.DropTable(
                name: "client_certificates");

            migrationBuilder.DropTable(
                name: "client_secrets");

            migrationBuilder.DropTable(
                name: "credential_uses");

            migrationBuilder.DropTable(
                name: "direct_grants");

            migrationBuilder.DropTable(
                name: "federated_credentials");

            migrationBuilder.DropTable(
                name: "fetched_key_sets");

            migrationBuilder.DropTable(
                name: "idempotency_keys");

            migrationBuilder.DropTable(
                name: "issuance_batches");

            migrationBuilder.DropTable(
                name: "issuance_blocks");

            migrationBuilder.DropTable(
                name: "key_ring");

            migrationBuilder.DropTable(
                name: "key_sets");

            migrationBuilder.DropTable(
                name: "leases");

            migrationBuilder.DropTable(
                name: "ledger");

            migrationBuilder.DropTable(
                name: "ledger_position");

            migrationBuilder.DropTable(
                name: "revoked_tokens");

            migrationBuilder.DropTable(
                name: "role_bindings");

            migrationBuilder.DropTable(
                name: "role_permissions");

            migrationBuilder.DropTable(
                name: "server_secrets");

            migrationBuilder.DropTable(
                name: "service_account_labels");

            migrationBuilder.DropTable(
                name: "signing_keys");

            migrationBuilder.DropTable(
                name: "single_use_claims");

            migrationBuilder.DropTable(
                name: "status_list_entries");

            migrationBuilder.DropTable(
                name: "users");

            migrationBuilder.DropTable(
                name: "account_groups");

            migrationBuilder.DropTable(
                name: "apis");

            migrationBuilder.DropTable(
                name: "applications");

            migrationBuilder.DropTable(
                name: "roles");

            migrationBuilder.DropTable(
                name: "service_accounts");

            migrationBuilder.DropTable(
                name: "organizations");

            migrationBuilder.DropTable(
                name: "principals");

            migrationBuilder.DropTable(
                name: "tenants");
        }
    }
}
