#compdef realmctl
compdef _realmctl realmctl

# zsh completion for realmctl. Words are passed on without their quotes, and nothing
# that stands on the line is ever run.
_realmctl() {
    emulate -L zsh
    local program=${(Q)words[1]} typed="${(Q)PREFIX}" offered line
    program=${program/#\~\//$HOME/}
    offered=$("$program" __complete "${(@Q)words[2,CURRENT-1]}" "$typed" 2>/dev/null </dev/null) || return 1
    local directive=${offered##*:}
    [[ $directive == <-> ]] && ((!(directive & 1))) || return 1

    # In --flag=value the value is what is completed.
    [[ $typed == -*=* ]] && compset -P 1 '*='

    local -a names shown options
    local -i widest=0 described=0
    for line in "${(@f)offered%:*}"; do
        [[ -n $line ]] || continue
        names+=("${line%%$'\t'*}")
        ((${#names[-1]} > widest)) && widest=${#names[-1]}
        shown+=("$line")
        [[ $line == *$'\t'?* ]] && described=1
    done
    if (($#names == 0)); then
        ((directive & 4)) || _files
        return
    fi
    if ((described)); then
        local -i i
        for i in {1..$#names}; do
            line=''
            [[ $shown[i] == *$'\t'?* ]] && line="  -- ${shown[i]#*$'\t'}"
            shown[i]=${(mr:$widest:)names[i]}$line
        done
        options=(-l -d shown)
    fi
    ((directive & 2)) && options+=(-S '')
    compadd "${options[@]}" -a names
}

# Loaded by compinit, this file is the function itself; sourced, it only defines it.
if [[ $funcstack[1] == _realmctl ]]; then
    _realmctl "$@"
fi
