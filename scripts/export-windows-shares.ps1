<#
.SYNOPSIS
Exports who may reach the shares of a Windows file server, for Gatehouse. It only reads, and installs nothing.

.DESCRIPTION
    powershell -NoProfile -File export-windows-shares.ps1 -OutFile C:\exports\fs1.ndjson

Windows PowerShell 5.1 or PowerShell 7, on the file server itself, Windows Server 2012 R2 or later.

RIGHTS. The descriptor of a folder needs "Read permissions" and "List folder" on every folder of a share; that of a share, and the members
of the server's own groups, need membership in the server's group "Administrators" on most versions. Where that is too much, run it with
less: what it may not read it writes down, and Gatehouse shows it as a gap. Give the account no right to write.

WRITTEN are shares, folders with their security descriptors (SDDL), the server's own groups with their members, and its own accounts. A
folder below a share's root is written only if its descriptor differs from what it takes over from the folder above, or another owner
holds it. No name of any file, no content; of files it is only counted, folder by folder, how many have rights of their own.
What could not be read is written down with the reason. One JSON object a line; the last line says how many there are: without it the
export counts as cut off. The format: docs/sources/files.md

.PARAMETER OutFile
The file to write. It is written beside its place first, and renamed when it is whole.

.PARAMETER Server
The name by which clients reach the server. Default: its full name in DNS.

.PARAMETER SkipFiles
Does not look for files that have rights of their own. Faster; the export then proves less, and says so.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)] [string] $OutFile,
    [string] $Server = '',
    [switch] $SkipFiles
)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$script:records = 0
$script:errors = 0
$partial = "$OutFile.partial"
$writer = New-Object System.IO.StreamWriter($partial, $false, (New-Object System.Text.UTF8Encoding($false)))
$writer.NewLine = "`n"

function Write-Line([System.Collections.IDictionary] $fields) {
    $writer.WriteLine((ConvertTo-Json -InputObject $fields -Compress -Depth 6))
}

function Write-Record([System.Collections.IDictionary] $fields) {
    Write-Line $fields
    $script:records++
}

function Write-Failure([string] $about, $failure, [System.Collections.IDictionary] $where) {
    $fields = [ordered]@{ record = 'error'; about = $about; reason = [string] $failure }
    foreach ($key in $where.Keys) { $fields[$key] = $where[$key] }
    Write-Record $fields
    $script:errors++
}

function Get-AccountDomainSid([string] $sid) {
    if ($sid -match '^(S-1-5-21-\d+-\d+-\d+)-\d+$') { return $Matches[1] }
    return $null
}

# Owner, group and DACL in Microsoft's text form. The SACL is not asked for: it needs a right of its own, and lets nobody in.
$sections = [System.Security.AccessControl.AccessControlSections]::Access -bor
    [System.Security.AccessControl.AccessControlSections]::Owner -bor
    [System.Security.AccessControl.AccessControlSections]::Group

function Get-Descriptor([string] $path, [bool] $isFolder) {
    if ($isFolder) { return New-Object System.Security.AccessControl.DirectorySecurity($path, $sections) }
    return New-Object System.Security.AccessControl.FileSecurity($path, $sections)
}

# Does it hold anything that does not come from the folder above?
function Test-Own($descriptor) {
    if ($descriptor.AreAccessRulesProtected) { return $true }
    return $descriptor.GetAccessRules($true, $false, [System.Security.Principal.SecurityIdentifier]).Count -gt 0
}

# --- the server ----------------------------------------------------------------------------------------------------------------------
$computer = Get-CimInstance -ClassName Win32_ComputerSystem
$isController = $computer.DomainRole -ge 4
if ($Server -eq '') { $Server = [System.Net.Dns]::GetHostEntry('').HostName }

$machineSid = $null
$domainSid = $null
$forestSid = $null
$accounts = @()
if (-not $isController) {
    $accounts = @(Get-CimInstance -ClassName Win32_UserAccount -Filter 'LocalAccount = True')
    foreach ($account in $accounts) { if ($null -eq $machineSid) { $machineSid = Get-AccountDomainSid $account.SID } }
}
if ($computer.PartOfDomain) {
    try {
        $domain = [System.DirectoryServices.ActiveDirectory.Domain]::GetComputerDomain()
        $head = $domain.GetDirectoryEntry()
        $domainSid = (New-Object System.Security.Principal.SecurityIdentifier($head.Properties['objectSid'].Value, 0)).Value
        $root = $domain.Forest.RootDomain.GetDirectoryEntry()
        $forestSid = (New-Object System.Security.Principal.SecurityIdentifier($root.Properties['objectSid'].Value, 0)).Value
    } catch {
        Write-Verbose "the SIDs of the domain could not be read: $_"
    }
}

$fileState = 'counted'
if ($SkipFiles) { $fileState = 'not-looked-at' }
Write-Line ([ordered]@{
    record = 'header'; format = 1; exporter = 'export-windows-shares.ps1 1'
    exported_at = [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ', [System.Globalization.CultureInfo]::InvariantCulture)
    system = 'windows'; server = $Server; reader = [System.Security.Principal.WindowsIdentity]::GetCurrent().Name
    machine_sid = $machineSid; domain_sid = $domainSid; forest_sid = $forestSid
    domain_controller = $isController; files = $fileState
})

# --- its own accounts and groups -------------------------------------------------------------------------------------------------------
foreach ($account in $accounts) {
    Write-Record ([ordered]@{ record = 'account'; sid = $account.SID; name = $account.Name; enabled = -not $account.Disabled })
}

if (-not $isController) {
    try {
        # ADSI rather than Get-LocalGroupMember: that one stops at the first member who no longer exists.
        $machine = [ADSI] "WinNT://$env:COMPUTERNAME,computer"
        $groups = @($machine.Children | Where-Object { $_.SchemaClassName -eq 'Group' })
    } catch {
        $groups = @()
        Write-Failure 'groups' $_ @{}
    }
    foreach ($group in $groups) {
        $name = [string] $group.Name
        $sid = $null
        try {
            $sid = (New-Object System.Security.Principal.SecurityIdentifier($group.objectSid.Value, 0)).Value
            $members = @()
            foreach ($member in @($group.psbase.Invoke('Members'))) {
                $type = $member.GetType()
                $bytes = $type.InvokeMember('objectSid', 'GetProperty', $null, $member, $null)
                $members += [ordered]@{
                    sid = (New-Object System.Security.Principal.SecurityIdentifier($bytes, 0)).Value
                    name = [string] $type.InvokeMember('Name', 'GetProperty', $null, $member, $null)
                }
            }
            Write-Record ([ordered]@{ record = 'group'; sid = $sid; name = $name; members = @($members) })
        } catch {
            if ($null -eq $sid) { Write-Failure 'groups' $_ @{ name = $name } } else { Write-Failure 'group' $_ @{ sid = $sid; name = $name } }
        }
    }
}

# --- shares and folders ----------------------------------------------------------------------------------------------------------------
function Get-FilesApart([string] $path) {
    if ($SkipFiles) { return 0 }
    $apart = 0
    foreach ($file in [System.IO.Directory]::EnumerateFiles($path)) {
        try { if (Test-Own (Get-Descriptor $file $false)) { $apart++ } } catch { $apart++ }
    }
    return $apart
}

function Write-Folder([string] $share, [string] $inside, [string] $sddl, [int] $apart) {
    Write-Record ([ordered]@{ record = 'folder'; share = $share; path = $inside; sddl = $sddl; files_apart = $apart })
}

function Export-Folders([string] $share, [string] $root) {
    $waiting = New-Object System.Collections.Stack
    $waiting.Push(@($root, '', ''))
    while ($waiting.Count -gt 0) {
        $path, $inside, $ownerAbove = $waiting.Pop()
        $owner = $ownerAbove
        try {
            $descriptor = Get-Descriptor $path $true
            $owner = $descriptor.GetOwner([System.Security.Principal.SecurityIdentifier]).Value
            $apart = Get-FilesApart $path
            if ($inside -eq '' -or $owner -ne $ownerAbove -or $apart -gt 0 -or (Test-Own $descriptor)) {
                Write-Folder $share $inside $descriptor.GetSecurityDescriptorSddlForm($sections) $apart
            }
            foreach ($below in [System.IO.Directory]::EnumerateDirectories($path)) {
                $attributes = [System.IO.File]::GetAttributes($below)
                $name = [System.IO.Path]::GetFileName($below)
                $next = if ($inside -eq '') { $name } else { "$inside\$name" }
                # A junction leads elsewhere, perhaps in a circle; what lies there has rights of its own.
                if (($attributes -band [System.IO.FileAttributes]::ReparsePoint) -ne 0) { Write-Failure 'folder' 'a link, which was not followed' @{ share = $share; path = $next } }
                else { $waiting.Push(@($below, $next, $owner)) }
            }
        } catch {
            Write-Failure 'folder' $_ @{ share = $share; path = $inside }
        }
    }
}

try {
    # Special shares (C$, ADMIN$) let in administrators of the server alone, whom the export shows as such.
    $shares = @(Get-SmbShare -Special $false | Where-Object { $_.ShareType -eq 'FileSystemDirectory' -and $_.Path })
} catch {
    $shares = @()
    Write-Failure 'shares' $_ @{}
}
foreach ($share in $shares) {
    try {
        $sddl = $share.SecurityDescriptor
        if ([string]::IsNullOrEmpty($sddl)) { $sddl = $null }
        Write-Record ([ordered]@{ record = 'share'; name = $share.Name; path = $share.Path; sddl = $sddl })
        Export-Folders $share.Name $share.Path
    } catch {
        Write-Failure 'share' $_ @{ share = $share.Name }
    }
}

Write-Line ([ordered]@{ record = 'trailer'; complete = $true; records = $script:records; errors = $script:errors })
$writer.Close()
Move-Item -LiteralPath $partial -Destination $OutFile -Force
